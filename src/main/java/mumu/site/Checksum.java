package mumu.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** What the updater tells versions of a file apart by: a SHA-1, blind to when a jar was built. */
final class Checksum {
  private final MessageDigest sha;

  private Checksum() {
    try {
      sha = MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java has SHA-1", e);
    }
  }

  /** As 40 hexadecimal digits. */
  static String of(SiteFile file) throws IOException {
    Checksum checksum = new Checksum();
    if (file.isJar()) {
      checksum.addJar(file);
    } else {
      checksum.add(file.path());
      checksum.sha.update(Files.readAllBytes(file.file()));
    }
    return HexFormat.of().formatHex(checksum.sha.digest());
  }

  /** Names and bytes of the entries, in the order of the names. */
  private void addJar(SiteFile file) throws IOException {
    try (JarFile jar = new JarFile(file.file().toFile())) {
      List<JarEntry> entries = Collections.list(jar.entries());
      entries.sort(Comparator.comparing(JarEntry::getName));
      for (JarEntry entry : entries) {
        add(entry.getName());
        try (InputStream in = jar.getInputStream(entry)) {
          addEntry(entry.getName(), in.readAllBytes());
        }
      }
    }
  }

  /** NB: builds write dates into the manifest and into the comments of properties. */
  private void addEntry(String name, byte[] bytes) {
    if (name.endsWith(".properties")) {
      addWithoutComments(bytes);
    } else if (!name.equals("META-INF/MANIFEST.MF")) {
      sha.update(bytes);
    }
  }

  /**
   * NB: as the updater reads them. The end of a comment's line counts; and the first byte of a line
   * decides what follows, so that after an empty line or an empty comment none is seen.
   */
  private void addWithoutComments(byte[] bytes) {
    boolean lineStart = true;
    boolean comment = false;
    for (byte next : bytes) {
      if (lineStart && next == '#') {
        comment = true;
      } else {
        lineStart = !lineStart && next == '\n';
        comment &= next != '\n';
      }
      if (!comment) {
        sha.update(next);
      }
    }
  }

  private void add(String name) {
    sha.update(name.getBytes(StandardCharsets.US_ASCII));
  }
}
