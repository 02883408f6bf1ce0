package mumu.runtime;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A field of a protocol buffer message, as it lies in the file.
 *
 * @param number which field
 * @param wire how it is written: 0 a number, 1 eight bytes, 2 bytes of a length, 5 four bytes
 * @param value of a number
 * @param bytes of everything else; a view, not a copy
 */
record ProtoField(int number, int wire, long value, ByteBuffer bytes) {
  private static final int VARINT = 0;
  private static final int EIGHT = 1;
  private static final int LENGTH = 2;
  private static final int FOUR = 5;
  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  static ProtoField number(int number, long value) {
    return new ProtoField(number, VARINT, value, NOTHING);
  }

  static ProtoField bytes(int number, ByteBuffer bytes) {
    return new ProtoField(number, LENGTH, 0, bytes);
  }

  static ProtoField text(int number, String text) {
    return bytes(number, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
  }

  /** A message inside. */
  static ProtoField message(int number, List<ProtoField> fields) {
    return bytes(number, ByteBuffer.wrap(write(fields)));
  }

  /** A number, not bytes. */
  boolean isNumber() {
    return wire == VARINT;
  }

  /** As a message. */
  List<ProtoField> fields() {
    return read(bytes);
  }

  /** As text. */
  String text() {
    return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
  }

  /**
   * @throws GraphException when it is not a message
   */
  static List<ProtoField> read(ByteBuffer message) {
    ByteBuffer rest = message.slice().order(ByteOrder.LITTLE_ENDIAN);
    List<ProtoField> fields = new ArrayList<>();
    while (rest.hasRemaining()) {
      long key = varint(rest);
      int number = (int) (key >>> 3);
      int wire = (int) (key & 7);
      fields.add(
          switch (wire) {
            case VARINT -> number(number, varint(rest));
            case EIGHT -> new ProtoField(number, wire, 0, take(rest, Long.BYTES));
            case LENGTH -> new ProtoField(number, wire, 0, take(rest, varint(rest)));
            case FOUR -> new ProtoField(number, wire, 0, take(rest, Integer.BYTES));
            default -> throw new GraphException("a graph cannot hold fields of kind " + wire);
          });
    }
    return fields;
  }

  /** The message with all its inner messages of one number changed. */
  static List<ProtoField> change(
      List<ProtoField> fields, int number, UnaryOperator<List<ProtoField>> inner) {
    return fields.stream()
        .map(
            field ->
                field.number() == number && !field.isNumber()
                    ? message(number, inner.apply(field.fields()))
                    : field)
        .toList();
  }

  static byte[] write(List<ProtoField> fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (ProtoField field : fields) {
      varint((long) field.number << 3 | field.wire, out);
      if (field.isNumber()) {
        varint(field.value, out);
        continue;
      }
      if (field.wire == LENGTH) {
        varint(field.bytes.remaining(), out);
      }
      byte[] bytes = new byte[field.bytes.remaining()];
      field.bytes.duplicate().get(bytes);
      out.writeBytes(bytes);
    }
    return out.toByteArray();
  }

  /** Numbers written one after another. */
  static List<Long> varints(ByteBuffer packed) {
    ByteBuffer rest = packed.slice();
    List<Long> values = new ArrayList<>();
    while (rest.hasRemaining()) {
      values.add(varint(rest));
    }
    return values;
  }

  private static ByteBuffer take(ByteBuffer rest, long length) {
    if (length < 0 || length > rest.remaining()) {
      throw new GraphException("the graph is cut off");
    }
    ByteBuffer taken = rest.slice(rest.position(), (int) length);
    rest.position(rest.position() + (int) length);
    return taken;
  }

  private static long varint(ByteBuffer rest) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      if (!rest.hasRemaining()) {
        throw new GraphException("the graph is cut off");
      }
      byte part = rest.get();
      value |= (long) (part & 0x7F) << shift;
      if (part >= 0) {
        return value;
      }
    }
    throw new GraphException("the graph holds a number that is too long");
  }

  private static void varint(long value, ByteArrayOutputStream out) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) (rest & 0x7F | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
  }
}
