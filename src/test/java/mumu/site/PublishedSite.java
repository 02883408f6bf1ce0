package mumu.site;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** An update site read and installed as Fiji's updater does, written without our writer. */
public record PublishedSite(Path folder, Map<String, Entry> entries) {
  /** The platforms with native libraries, as in {@code os.name} and {@code os.arch}. */
  private static final Map<String, String> PLATFORMS =
      Map.of(
          "linux amd64", "linux64",
          "linux aarch64", "linux-arm64",
          "mac aarch64", "macos-arm64",
          "windows amd64", "win64");

  /** What the index says of a file; {@code checksum} and the rest are empty when it is obsolete. */
  public record Entry(
      String filename,
      List<String> platforms,
      String checksum,
      String timestamp,
      String size,
      String description,
      List<String> authors,
      List<String> dependencies,
      List<String> past) {
    boolean isObsolete() {
      return checksum.isEmpty();
    }
  }

  public static PublishedSite read(Path folder) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(folder.resolve("db.xml.gz")))) {
      Element root =
          DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(in).getDocumentElement();
      Map<String, Entry> entries = new TreeMap<>();
      for (Element plugin : all(root, "plugin")) {
        Entry entry = entry(plugin);
        entries.put(entry.filename(), entry);
      }
      return new PublishedSite(folder, entries);
    } catch (ParserConfigurationException | SAXException e) {
      throw new IOException(e);
    }
  }

  /** The platform of this machine; empty when the libraries are not made for it. */
  public static Optional<String> platformHere() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).replaceFirst(" .*", "");
    return Optional.ofNullable(PLATFORMS.get(os + " " + System.getProperty("os.arch")));
  }

  /** Puts the files for one platform where the updater does. */
  public void install(String platform, Path fiji) throws IOException {
    for (Entry entry : entries.values()) {
      boolean wanted = entry.platforms().isEmpty() || entry.platforms().contains(platform);
      if (wanted && !entry.isObsolete()) {
        Path target = fiji.resolve(entry.filename());
        Files.createDirectories(target.getParent());
        Files.copy(published(entry), target);
      }
    }
  }

  Path published(Entry entry) {
    return folder.resolve(entry.filename() + "-" + entry.timestamp());
  }

  /** The checksum of a file, counted byte by byte. */
  String checksum(Entry entry) throws IOException {
    MessageDigest sha = sha();
    if (entry.filename().endsWith(".jar")) {
      try (ZipFile jar = new ZipFile(published(entry).toFile())) {
        addEntries(jar, sha);
      }
    } else {
      sha.update(entry.filename().getBytes(StandardCharsets.US_ASCII));
      sha.update(Files.readAllBytes(published(entry)));
    }
    return HexFormat.of().formatHex(sha.digest());
  }

  private static void addEntries(ZipFile jar, MessageDigest sha) throws IOException {
    Map<String, ZipEntry> sorted = new TreeMap<>();
    Enumeration<? extends ZipEntry> entries = jar.entries();
    while (entries.hasMoreElements()) {
      ZipEntry entry = entries.nextElement();
      sorted.put(entry.getName(), entry);
    }
    for (ZipEntry entry : sorted.values()) {
      sha.update(entry.getName().getBytes(StandardCharsets.US_ASCII));
      byte[] bytes = jar.getInputStream(entry).readAllBytes();
      if (entry.getName().endsWith(".properties")) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        sha.update(
            text.replaceAll("(?<=^|[^\n]\n)#[^\n]*", "").getBytes(StandardCharsets.ISO_8859_1));
      } else if (!entry.getName().equals("META-INF/MANIFEST.MF")) {
        sha.update(bytes);
      }
    }
  }

  private static MessageDigest sha() {
    try {
      return MessageDigest.getInstance("SHA-1");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static Entry entry(Element plugin) {
    List<Element> versions = all(plugin, "version");
    Element version = versions.isEmpty() ? plugin : versions.get(0);
    return new Entry(
        plugin.getAttribute("filename"),
        all(plugin, "platform").stream().map(Element::getTextContent).toList(),
        version.getAttribute("checksum"),
        version.getAttribute("timestamp"),
        version.getAttribute("filesize"),
        String.join("", all(version, "description").stream().map(Element::getTextContent).toList()),
        all(version, "author").stream().map(Element::getTextContent).toList(),
        all(version, "dependency").stream().map(it -> it.getAttribute("filename")).toList(),
        all(plugin, "previous-version").stream()
            .map(
                past ->
                    String.join(
                        " ",
                        past.getAttribute("filename"),
                        past.getAttribute("checksum"),
                        past.getAttribute("timestamp"),
                        past.getAttribute("timestamp-obsolete")))
            .toList());
  }

  private static List<Element> all(Element parent, String tag) {
    NodeList nodes = parent.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }
}
