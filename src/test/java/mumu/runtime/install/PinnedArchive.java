package mumu.runtime.install;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Pins entries of a jar or wheel: where their compressed bytes lie, and their SHA-256.
 *
 * <p>Made the plans in {@code src/main/resources/mumu/runtime/install}; see docs/gpu.md.
 */
final class PinnedArchive {
  private static final int END_BYTES = 22;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_BYTES = 30;

  private PinnedArchive() {}

  /**
   * Prints the lines of a plan.
   *
   * @param arguments path in the repository, jar, file names in the order they are wanted
   */
  public static void main(String[] arguments) throws IOException {
    List<String> names = Arrays.asList(arguments).subList(2, arguments.length);
    Source source = arguments[0].endsWith(".jar") ? Source.MAVEN : Source.PYTHON;
    System.out.print(lines(pin(source, arguments[0], Path.of(arguments[1]), names)));
  }

  static String lines(Archive jar) {
    String kind = jar.source() == Source.MAVEN ? "maven" : "pypi";
    StringBuilder text = new StringBuilder("%s %s %d\n".formatted(kind, jar.path(), jar.bytes()));
    for (Part part : jar.parts()) {
      text.append(
          "file %s %d %d %d %s\n"
              .formatted(
                  part.name(), part.offset(), part.compressedBytes(), part.bytes(), part.sha256()));
    }
    return text.toString();
  }

  static Archive pin(Source source, String path, Path jar, List<String> names) throws IOException {
    List<Part> parts = new ArrayList<>();
    Map<String, Long> offsets = offsets(jar);
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      for (String name : names) {
        String entry =
            offsets.keySet().stream()
                .filter(it -> it.equals(name) || it.endsWith("/" + name))
                .findFirst()
                .orElseThrow(() -> new IOException(name + " is not in " + jar));
        ZipEntry found = zip.getEntry(entry);
        if (found.getMethod() != ZipEntry.DEFLATED) {
          throw new IOException(entry + " is not deflated");
        }
        String file = entry.substring(entry.lastIndexOf('/') + 1);
        parts.add(
            new Part(
                file,
                offsets.get(entry),
                found.getCompressedSize(),
                found.getSize(),
                sha256(zip.getInputStream(found))));
      }
    }
    return new Archive(source, path, Files.size(jar), parts);
  }

  /** Where each entry's data begins, from the zip's central directory and local headers. */
  private static Map<String, Long> offsets(Path jar) throws IOException {
    Map<String, Long> offsets = new TreeMap<>();
    try (FileChannel channel = FileChannel.open(jar)) {
      ByteBuffer end = read(channel, channel.size() - END_BYTES, END_BYTES);
      ByteBuffer central = read(channel, end.getInt(16) & 0xFFFFFFFFL, end.getInt(12));
      for (int at = 0; at < central.limit(); ) {
        int length = central.getShort(at + 28) & 0xFFFF;
        int rest = (central.getShort(at + 30) & 0xFFFF) + (central.getShort(at + 32) & 0xFFFF);
        long local = central.getInt(at + 42) & 0xFFFFFFFFL;
        byte[] name = new byte[length];
        central.get(at + CENTRAL_BYTES, name);
        ByteBuffer header = read(channel, local, LOCAL_BYTES);
        int before = (header.getShort(26) & 0xFFFF) + (header.getShort(28) & 0xFFFF);
        offsets.put(new String(name, StandardCharsets.UTF_8), local + LOCAL_BYTES + before);
        at += CENTRAL_BYTES + length + rest;
      }
    }
    return offsets;
  }

  private static ByteBuffer read(FileChannel channel, long from, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining() && channel.read(bytes, from + bytes.position()) > 0) {
      continue;
    }
    return bytes.flip();
  }

  static String sha256(InputStream stream) throws IOException {
    try (stream) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] block = new byte[1 << 16];
      for (int read; (read = stream.read(block)) > 0; ) {
        digest.update(block, 0, read);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
