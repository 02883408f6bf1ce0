package mumu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShortageTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Exception during initialization: std::bad_alloc",
        "bfc_arena.cc:376 Failed to allocate memory for requested buffer of size 8589934592",
        "bfc_arena.cc:358 Available memory of 100 is smaller than requested bytes of 200",
        "CUDA failure 2: out of memory ; GPU=0",
        "CUDNN failure 4: CUDNN_STATUS_ALLOC_FAILED"
      })
  void aLackOfMemoryComesWithAdvice(String message) {
    checkAdvice(message, "; there is not enough memory", "MUMU Unload Models");
  }

  @Test
  void numbersThatCannotBeReckonedWithComeWithAdvice() {
    String message = "Type 'tensor(bfloat16)' of input parameter (sample) is invalid.";
    String text = Shortage.explain(message, "; the file may be damaged");
    assertTrue(text.startsWith(message + "; this model counts in bfloat16"), text);
    assertTrue(text.endsWith("float16 or float32"), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Failed to find kernel for com.microsoft.NhwcConv(1) (node:'c' ep:'CPUExecutionProvider').",
        "Could not find an implementation for GroupNorm(1) node with name 'GroupNorm_0'"
      })
  void anOperatorOfOtherDevicesComesWithAdvice(String message) {
    checkAdvice(message, "; ONNX Runtime has this operator only for other", "device=cuda");
  }

  private static void checkAdvice(String message, String reason, String remedy) {
    String text = Shortage.explain(message, "; the file may be damaged");
    assertTrue(text.startsWith(message + reason), text);
    assertTrue(text.contains(remedy) && !text.contains("damaged"), text);
  }

  @Test
  void otherFailuresKeepTheirOwnAdvice() {
    assertEquals(
        "Protobuf parsing failed; the file may be damaged",
        Shortage.explain("Protobuf parsing failed", "; the file may be damaged"));
  }
}
