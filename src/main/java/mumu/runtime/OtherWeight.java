package mumu.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Numbers to take for a weight that lies beside a graph.
 *
 * @param numbers mapped from a file, so that they need no memory of Java's; in the machine's order
 */
record OtherWeight(String name, int[] extents, boolean half, ByteBuffer numbers) {
  /** A native view, to be closed when the session is open. */
  record Opened(OnnxTensor tensor) implements NativeResource {
    @Override
    public void close() {
      tensor.close();
    }
  }

  Opened open() throws OrtException {
    return new Opened(
        OnnxTensor.createTensor(
            Ort.environment(),
            numbers.duplicate().order(ByteOrder.nativeOrder()),
            Arrays.stream(extents).asLongStream().toArray(),
            half ? OnnxJavaType.FLOAT16 : OnnxJavaType.FLOAT));
  }
}
