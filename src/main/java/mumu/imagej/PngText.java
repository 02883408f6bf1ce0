package mumu.imagej;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * International text chunks ({@code iTXt}) of PNG files, uncompressed and of any length.
 *
 * <p>ImageIO can write them, too, but its reader gives up on the whole file when some other chunk
 * is odd. Format: <a href="https://www.w3.org/TR/png-3/#11iTXt">PNG, 11.3.3.4</a>.
 */
final class PngText {
  private static final int SIGNATURE = 8;

  /** Length, type and checksum of a chunk. */
  private static final int FRAME = 12;

  /** The header chunk comes first, always with 13 bytes of data. */
  private static final int HEADER_END = SIGNATURE + FRAME + 13;

  private static final int ITXT = 0x69545874;

  private PngText() {}

  /** The PNG with these texts after its header. */
  static byte[] with(byte[] png, Map<String, String> texts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(png, 0, HEADER_END);
    texts.forEach((keyword, text) -> out.writeBytes(chunk(keyword, text)));
    out.write(png, HEADER_END, png.length - HEADER_END);
    return out.toByteArray();
  }

  /** The uncompressed international texts of a PNG by keyword; a damaged tail is ignored. */
  static Map<String, String> read(byte[] png) {
    Map<String, String> texts = new LinkedHashMap<>();
    ByteBuffer in = ByteBuffer.wrap(png).position(Math.min(SIGNATURE, png.length));
    while (in.remaining() >= FRAME) {
      int length = in.getInt();
      int type = in.getInt();
      if (length < 0 || length > in.remaining() - 4) {
        return texts;
      }
      if (type == ITXT) {
        readText(in.slice(in.position(), length), texts);
      }
      in.position(in.position() + length + 4);
    }
    return texts;
  }

  private static void readText(ByteBuffer data, Map<String, String> texts) {
    try {
      String keyword = untilNull(data);
      boolean compressed = data.get() != 0;
      data.get(); // compression method
      untilNull(data); // language
      untilNull(data); // translated keyword
      if (!compressed) {
        texts.put(keyword, StandardCharsets.UTF_8.decode(data).toString());
      }
    } catch (BufferUnderflowException e) {
      return; // NB: not a text chunk as the standard has it, so none of ours
    }
  }

  private static String untilNull(ByteBuffer data) {
    int start = data.position();
    while (data.get() != 0) {}
    return StandardCharsets.UTF_8.decode(data.slice(start, data.position() - 1 - start)).toString();
  }

  private static byte[] chunk(String keyword, String text) {
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    data.writeBytes(keyword.getBytes(StandardCharsets.ISO_8859_1));
    data.writeBytes(
        new byte[5]); // end of keyword, not compressed, method 0, no language, no translation
    data.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    ByteBuffer chunk = ByteBuffer.allocate(FRAME + data.size());
    chunk.putInt(data.size()).putInt(ITXT).put(data.toByteArray());
    CRC32 crc = new CRC32();
    crc.update(chunk.array(), 4, 4 + data.size());
    return chunk.putInt((int) crc.getValue()).array();
  }
}
