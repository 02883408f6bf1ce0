package mumu.runtime;

import ai.onnxruntime.platform.Fp16Conversions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A constant of a graph as it lies in its file (numbers of fields as in onnx.proto3).
 *
 * @param owner whose folder holds what is outside of the graph
 */
record GraphTensor(GraphFile owner, List<ProtoField> fields) {
  static final int FLOAT = 1;
  static final int HALF = 10;

  static final int DIMS = 1;
  static final int TYPE = 2;
  static final int FLOATS = 4;
  static final int WHOLES = 5;
  static final int NAME = 8;
  static final int RAW = 9;
  static final int EXTERNAL = 13;
  static final int LOCATION = 14;

  private static final int KEY = 1;
  private static final int VALUE = 2;
  private static final String PLACE = "location";

  static String nameOf(List<ProtoField> fields) {
    return fields.stream()
        .filter(field -> field.number() == NAME)
        .findFirst()
        .map(ProtoField::text)
        .orElse("");
  }

  /** Extents; at most those of an array. */
  int[] extents() {
    List<Long> all = new ArrayList<>();
    for (ProtoField field : fields) {
      if (field.number() == DIMS) {
        all.addAll(field.isNumber() ? List.of(field.value()) : ProtoField.varints(field.bytes()));
      }
    }
    return all.stream().mapToInt(Math::toIntExact).toArray();
  }

  boolean isHalf() {
    return first(TYPE).filter(field -> field.value() == HALF).isPresent();
  }

  /** Numbers in half or single precision. */
  boolean isReal() {
    return isHalf() || first(TYPE).filter(field -> field.value() == FLOAT).isPresent();
  }

  boolean isExternal() {
    return first(EXTERNAL).isPresent();
  }

  private Optional<ProtoField> first(int number) {
    return fields.stream().filter(field -> field.number() == number).findFirst();
  }

  /** Fields besides those that hold the numbers. */
  Stream<ProtoField> description() {
    List<Integer> data = List.of(RAW, WHOLES, FLOATS, EXTERNAL, LOCATION);
    return fields.stream().filter(field -> !data.contains(field.number()));
  }

  /** The numbers as they would lie in a file beside the graph, little-endian. */
  ByteBuffer bytes() {
    if (isExternal()) {
      return external();
    }
    Optional<ProtoField> raw = first(RAW);
    return raw.isPresent() ? raw.get().bytes() : isHalf() ? halves() : floats();
  }

  /** Each number of half precision as a whole number of its own. */
  private ByteBuffer halves() {
    List<Long> wholes =
        fields.stream()
            .filter(field -> field.number() == WHOLES)
            .flatMap(
                field ->
                    field.isNumber()
                        ? Stream.of(field.value())
                        : ProtoField.varints(field.bytes()).stream())
            .toList();
    ByteBuffer raw =
        ByteBuffer.allocate(wholes.size() * Short.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    wholes.forEach(whole -> raw.putShort(whole.shortValue()));
    return raw.flip();
  }

  private ByteBuffer floats() {
    List<ByteBuffer> parts =
        fields.stream().filter(field -> field.number() == FLOATS).map(ProtoField::bytes).toList();
    ByteBuffer raw = ByteBuffer.allocate(parts.stream().mapToInt(ByteBuffer::remaining).sum());
    parts.forEach(part -> raw.put(part.duplicate()));
    return raw.flip();
  }

  /** The numbers in single precision. */
  float[] values() {
    ByteBuffer raw = bytes().duplicate().order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[raw.remaining() / (isHalf() ? Short.BYTES : Float.BYTES)];
    for (int i = 0; i < values.length; i++) {
      values[i] = isHalf() ? Fp16Conversions.fp16ToFloat(raw.getShort()) : raw.getFloat();
    }
    return values;
  }

  /** The file that holds the numbers, relative to the owner's folder; absent where none does. */
  static Optional<String> location(List<ProtoField> fields) {
    return Optional.ofNullable(entries(fields).get(PLACE));
  }

  private static Map<String, String> entries(List<ProtoField> fields) {
    return pairs(fields.stream().filter(field -> field.number() == EXTERNAL).toList());
  }

  /** Texts by their keys. */
  static Map<String, String> pairs(List<ProtoField> entries) {
    Map<String, String> texts = new HashMap<>();
    for (ProtoField entry : entries) {
      Map<Integer, String> pair = new HashMap<>();
      entry.fields().forEach(part -> pair.put(part.number(), part.text()));
      texts.put(pair.getOrDefault(KEY, ""), pair.getOrDefault(VALUE, ""));
    }
    return texts;
  }

  /** The same constant with its numbers in another file. */
  static List<ProtoField> movedTo(String location, List<ProtoField> fields) {
    Map<String, String> entries = entries(fields);
    entries.put(PLACE, location);
    List<ProtoField> moved = new ArrayList<>();
    fields.stream().filter(field -> field.number() != EXTERNAL).forEach(moved::add);
    entries.forEach(
        (key, value) ->
            moved.add(
                ProtoField.message(
                    EXTERNAL, List.of(ProtoField.text(KEY, key), ProtoField.text(VALUE, value)))));
    return moved;
  }

  private ByteBuffer external() {
    Map<String, String> entries = entries(fields);
    Path folder =
        owner
            .folder()
            .orElseThrow(() -> new GraphException(owner.name() + " has weights beside it"));
    Path file = folder.resolve(entries.getOrDefault(PLACE, "")).normalize();
    if (!file.startsWith(folder)) {
      throw new GraphException(owner.name() + " has weights outside of its folder: " + file);
    }
    try (FileChannel channel = FileChannel.open(file)) {
      long offset = Long.parseLong(entries.getOrDefault("offset", "0"));
      long rest = channel.size() - offset;
      long length = Long.parseLong(entries.getOrDefault("length", String.valueOf(rest)));
      return channel.map(FileChannel.MapMode.READ_ONLY, offset, Math.min(length, rest));
    } catch (IOException | IllegalArgumentException e) {
      throw new GraphException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
