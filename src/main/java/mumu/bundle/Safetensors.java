package mumu.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A file of named tensors: eight bytes of length, a JSON header, numbers (<a
 * href="https://github.com/huggingface/safetensors">format</a>).
 *
 * <p>Opening reads and checks the header; numbers are read tensor by tensor.
 */
final class Safetensors {
  private static final String METADATA = "__metadata__";
  private static final long MAXIMUM_HEADER_BYTES = 100_000_000;
  private static final int MAXIMUM_NUMBERS = Integer.MAX_VALUE / Double.BYTES;

  private final Path file;
  private final Map<String, Entry> entries;
  private final Map<String, String> metadata;

  private Safetensors(Path file, Map<String, Entry> entries, Map<String, String> metadata) {
    this.file = file;
    this.entries = entries;
    this.metadata = metadata;
  }

  /** How numbers are written. */
  private enum Type {
    F64(Double.BYTES),
    F32(Float.BYTES),
    F16(Short.BYTES),
    BF16(Short.BYTES);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }
  }

  private record Entry(String type, int[] shape, int count, long begin, long end) {}

  /**
   * @throws BundleException naming the file, and the tensor that does not fit
   */
  static Safetensors open(Path file) throws BundleException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer length = read(channel, 0, Long.BYTES);
      long header = length.getLong();
      if (header < 2 || header > Math.min(MAXIMUM_HEADER_BYTES, channel.size() - Long.BYTES)) {
        throw new BundleException(
            file + " is not a .safetensors file: its header would be " + header + " bytes long");
      }
      byte[] bytes = read(channel, Long.BYTES, (int) header).array();
      JsonObject json = StrictJson.object(bytes, file + ", header");
      long start = Long.BYTES + header;
      return of(file, json, start, channel.size() - start);
    } catch (BundleException e) {
      throw e;
    } catch (IOException e) {
      throw new BundleException(file + " cannot be read: " + Reason.of(e), e);
    }
  }

  private static Safetensors of(Path file, JsonObject json, long start, long size)
      throws BundleException {
    Map<String, Entry> entries = new TreeMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> item : json.entrySet()) {
      if (!(item.getValue() instanceof JsonObject object)) {
        throw new BundleException(file + ": " + item.getKey() + " must be an object");
      }
      if (item.getKey().equals(METADATA)) {
        object.asMap().forEach((key, value) -> metadata.put(key, text(value)));
      } else {
        ConfigFile config = new ConfigFile(file + ": " + item.getKey(), object);
        entries.put(item.getKey(), entry(config, start, size));
      }
    }
    return new Safetensors(file, entries, metadata);
  }

  private static String text(JsonElement value) {
    return value instanceof JsonPrimitive primitive ? primitive.getAsString() : value.toString();
  }

  private static Entry entry(ConfigFile config, long start, long size) throws BundleException {
    String type = config.text("dtype").orElse("");
    JsonElement shape = config.values().get("shape");
    if (!(shape instanceof JsonArray)) {
      throw config.wrong("shape", "a list of whole numbers", shape);
    }
    int[] extents = new int[config.numbers("shape").size()];
    double count = 1;
    for (int i = 0; i < extents.length; i++) {
      double extent = config.numbers("shape").get(i);
      if (extent < 0 || extent != Math.rint(extent) || extent > MAXIMUM_NUMBERS) {
        throw config.wrong("shape", "a list of whole numbers", shape);
      }
      extents[i] = (int) extent;
      count *= extent;
    }
    JsonElement offsets = config.values().get("data_offsets");
    if (!(offsets instanceof JsonArray list) || list.size() != 2 || count > MAXIMUM_NUMBERS) {
      throw config.wrong("data_offsets", "begin and end", offsets);
    }
    double begin = config.numbers("data_offsets").get(0);
    double end = config.numbers("data_offsets").get(1);
    if (!(begin >= 0 && begin <= end && end <= size) || begin != Math.rint(begin)) {
      throw config.wrong("data_offsets", "within the file's " + size + " bytes", offsets);
    }
    return new Entry(type, extents, (int) count, start + (long) begin, start + (long) end);
  }

  Path file() {
    return file;
  }

  Set<String> names() {
    return entries.keySet();
  }

  /** Texts that the maker of the file left in it. */
  Map<String, String> metadata() {
    return metadata;
  }

  /** Extents of a tensor that is there. */
  int[] shape(String name) {
    return entries.get(name).shape().clone();
  }

  /**
   * Numbers of a tensor that is there, row by row, whatever precision they are written in.
   *
   * @throws BundleException when they are whole numbers, or the file has changed
   */
  float[] read(String name) throws BundleException {
    Entry entry = entries.get(name);
    Type type = type(name, entry);
    if (entry.end() - entry.begin() != (long) entry.count() * type.bytes) {
      throw new BundleException(
          "%s: %s holds %d bytes, its shape needs %d"
              .formatted(
                  file, name, entry.end() - entry.begin(), (long) entry.count() * type.bytes));
    }
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer bytes = read(channel, entry.begin(), entry.count() * type.bytes);
      float[] values = new float[entry.count()];
      for (int i = 0; i < values.length; i++) {
        values[i] =
            switch (type) {
              case F64 -> (float) bytes.getDouble();
              case F32 -> bytes.getFloat();
              case F16 -> HalfFloat.toFloat(bytes.getShort());
              case BF16 -> Float.intBitsToFloat(bytes.getShort() << Short.SIZE);
            };
      }
      return values;
    } catch (IOException e) {
      throw new BundleException(file + ": " + name + " cannot be read: " + Reason.of(e), e);
    }
  }

  private Type type(String name, Entry entry) throws BundleException {
    for (Type type : Type.values()) {
      if (type.name().equals(entry.type())) {
        return type;
      }
    }
    throw new BundleException(
        "%s: %s has the type %s; expected F16, BF16, F32 or F64"
            .formatted(file, name, entry.type()));
  }

  private static ByteBuffer read(FileChannel channel, long from, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException("the file is cut off");
      }
    }
    return bytes.flip();
  }
}
