package mumu.runtime;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.platform.Fp16Conversions;
import java.nio.DoubleBuffer;
import java.nio.FloatBuffer;
import java.nio.IntBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import mumu.tensor.IntTensor;
import mumu.tensor.Tensor;
import mumu.tensor.Value;

/**
 * Inputs as native tensors, in the types that the graph declares; closed together.
 *
 * <p>What does not change from run to run is prepared once, see {@link GraphSession#prepare}.
 */
public final class Feeds implements NativeResource {
  private final Map<String, OnnxTensor> tensors = new LinkedHashMap<>();

  private Feeds() {}

  static Feeds of(Map<String, Value> values, Map<String, Port> ports) throws OrtException {
    Feeds feeds = new Feeds();
    try {
      for (Map.Entry<String, Value> entry : values.entrySet()) {
        Port port = ports.get(entry.getKey());
        feeds.tensors.put(port.name(), create(entry.getValue(), port));
      }
      return feeds;
    } catch (OrtException | GraphException e) {
      feeds.close();
      throw e;
    }
  }

  Map<String, OnnxTensor> tensors() {
    return tensors;
  }

  private static OnnxTensor create(Value value, Port port) throws OrtException {
    OrtEnvironment environment = Ort.environment();
    long[] shape = value.shape().toArray();
    return switch (port.kind()) {
      case FLOAT32 -> OnnxTensor.createTensor(environment, FloatBuffer.wrap(reals(value)), shape);
      case FLOAT16 ->
          OnnxTensor.createTensor(
              environment,
              Fp16Conversions.convertFloatBufferToFp16Buffer(FloatBuffer.wrap(reals(value))),
              shape,
              OnnxJavaType.FLOAT16);
      case BFLOAT16 ->
          OnnxTensor.createTensor(
              environment,
              Fp16Conversions.convertFloatBufferToBf16Buffer(FloatBuffer.wrap(reals(value))),
              shape,
              OnnxJavaType.BFLOAT16);
      case FLOAT64 ->
          OnnxTensor.createTensor(environment, DoubleBuffer.wrap(doubles(reals(value))), shape);
      case INT64 ->
          OnnxTensor.createTensor(environment, LongBuffer.wrap(wholes(value, port)), shape);
      case INT32 ->
          OnnxTensor.createTensor(
              environment,
              IntBuffer.wrap(
                  Arrays.stream(wholes(value, port)).mapToInt(Math::toIntExact).toArray()),
              shape);
      case OTHER -> throw new GraphException("input " + port + " has a type that is not supported");
    };
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }

  private static float[] reals(Value value) {
    if (value instanceof Tensor tensor) {
      return tensor.values();
    }
    long[] wholes = ((IntTensor) value).values();
    float[] reals = new float[wholes.length];
    for (int i = 0; i < reals.length; i++) {
      reals[i] = wholes[i];
    }
    return reals;
  }

  private static long[] wholes(Value value, Port port) {
    if (value instanceof IntTensor tensor) {
      return tensor.values();
    }
    float[] reals = ((Tensor) value).values();
    long[] wholes = new long[reals.length];
    for (int i = 0; i < wholes.length; i++) {
      wholes[i] = (long) reals[i];
      if (wholes[i] != reals[i]) {
        throw new GraphException("input " + port + " needs whole numbers, was given " + reals[i]);
      }
    }
    return wholes;
  }

  @Override
  public void close() {
    tensors.values().forEach(OnnxTensor::close);
    tensors.clear();
  }
}
