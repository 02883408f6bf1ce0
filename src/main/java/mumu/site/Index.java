package mumu.site;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.scijava.util.FileUtils;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * The {@code db.xml.gz} of a site: its files with their versions, present and past.
 *
 * <p>A file is known by its name without version. A client deletes a file without a present
 * version, and replaces one whose checksum is that of a past version; any other it takes for
 * changed by the user and leaves alone. So no version may ever be forgotten.
 */
final class Index {
  private final String release;
  private final Document document = parser().newDocument();
  private final Element records = document.createElement("pluginRecords");

  /** What the previous index knows and this one does not yet, by name. */
  private final Map<String, Element> previous = new TreeMap<>();

  /**
   * @param release when the site is published, as {@code yyyyMMddHHmmss}
   */
  Index(String release) {
    this.release = release;
    document.appendChild(records);
  }

  /** Continues the index of the release before. */
  Index(String release, Path previousIndex) throws IOException {
    this(release);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(previousIndex))) {
      Element root = parser().parse(in).getDocumentElement();
      for (Element plugin : children(root, "plugin")) {
        previous.put(FileUtils.stripFilenameVersion(plugin.getAttribute("filename")), plugin);
      }
      if (previous.isEmpty()) {
        throw new IOException("it lists no file");
      }
    } catch (IOException | SAXException e) {
      throw new IOException(
          "The previous index " + previousIndex + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * Adds a file.
   *
   * @return the timestamp of its version: that of the previous index when it has the very same
   */
  String add(SiteFile file, Description description, SortedSet<String> dependencies)
      throws IOException {
    String checksum = Checksum.of(file);
    Optional<Element> old = Optional.ofNullable(previous.remove(file.name()));
    Optional<Element> same =
        old.filter(plugin -> plugin.getAttribute("filename").equals(file.path()))
            .flatMap(plugin -> children(plugin, "version").stream().findFirst())
            .filter(version -> version.getAttribute("checksum").equals(checksum));
    String timestamp = same.map(version -> version.getAttribute("timestamp")).orElse(release);

    Element plugin = plugin(file.path());
    Element version = child(plugin, "version");
    version.setAttribute("checksum", checksum);
    version.setAttribute("timestamp", timestamp);
    version.setAttribute("filesize", Long.toString(Files.size(file.file())));
    child(version, "description").setTextContent(description.text());
    for (String name : dependencies) {
      Element dependency = child(version, "dependency");
      dependency.setAttribute("filename", name);
      dependency.setAttribute("timestamp", timestamp);
    }
    child(version, "author").setTextContent(description.author());
    old.ifPresent(it -> addHistory(plugin, it, same.isEmpty()));
    return timestamp;
  }

  /** Writes the index; files that only the previous one has are obsolete from now on. */
  void write(Path file) throws IOException {
    for (Element dropped : previous.values()) {
      addHistory(plugin(dropped.getAttribute("filename")), dropped, true);
    }
    previous.clear();
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      Transformer transformer = TransformerFactory.newInstance().newTransformer();
      transformer.setOutputProperty(OutputKeys.INDENT, "yes");
      transformer.transform(new DOMSource(document), new StreamResult(out));
    } catch (TransformerException e) {
      throw new IOException("The index " + file + " cannot be written", e);
    }
  }

  private Element plugin(String path) {
    Element plugin = child(records, "plugin");
    plugin.setAttribute("filename", path);
    SiteFile.platform(path)
        .ifPresent(platform -> child(plugin, "platform").setTextContent(platform));
    return plugin;
  }

  /** Past versions, the latest first; {@code replaced} when the old present one is past now. */
  private void addHistory(Element plugin, Element old, boolean replaced) {
    for (Element version : replaced ? children(old, "version") : List.<Element>of()) {
      String timestamp = version.getAttribute("timestamp");
      if (timestamp.compareTo(release) >= 0) {
        throw new IllegalArgumentException(
            old.getAttribute("filename")
                + " has changed since "
                + timestamp
                + ", but this release is of "
                + release
                + ". Set project.build.outputTimestamp to the time of this release.");
      }
      Element past = child(plugin, "previous-version");
      past.setAttribute("timestamp", timestamp);
      past.setAttribute("timestamp-obsolete", release);
      past.setAttribute("checksum", version.getAttribute("checksum"));
      past.setAttribute("filename", old.getAttribute("filename"));
    }
    for (Element past : children(old, "previous-version")) {
      plugin.appendChild(document.importNode(past, true));
    }
  }

  private Element child(Element parent, String tag) {
    return (Element) parent.appendChild(document.createElement(tag));
  }

  private static List<Element> children(Element parent, String tag) {
    List<Element> children = new ArrayList<>();
    for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node instanceof Element element && element.getTagName().equals(tag)) {
        children.add(element);
      }
    }
    return children;
  }

  /** NB: an index written by the updater itself has a DTD, inside the file. */
  private static DocumentBuilder parser() {
    try {
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      factory.setAttribute(XMLConstants.ACCESS_EXTERNAL_DTD, "");
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler());
      return builder;
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException("Every Java has an XML parser", e);
    }
  }
}
