package mumu.sampling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

class TorchPermutationTest {
  @Test
  void theOrdersAreThoseOfTorchAlsoOneAfterAnother() throws IOException {
    JsonObject golden =
        JsonParser.parseString(
                Files.readString(Path.of("src/test/resources/golden/permutations.json")))
            .getAsJsonObject();
    assertFalse(golden.keySet().isEmpty());
    for (String seed : golden.keySet()) {
      TorchPermutation permutation = new TorchPermutation(Long.parseLong(seed));
      for (JsonElement order : golden.getAsJsonArray(seed)) {
        int[] expected = numbers(order.getAsJsonArray());
        assertEquals(
            Arrays.toString(expected), Arrays.toString(permutation.next(expected.length)), seed);
      }
    }
  }

  private static int[] numbers(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false)
        .mapToInt(JsonElement::getAsInt)
        .toArray();
  }
}
