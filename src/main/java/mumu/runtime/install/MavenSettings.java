package mumu.runtime.install;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;
import org.xml.sax.helpers.DefaultHandler;

/**
 * What the user's Maven settings say about Maven Central: its mirror, the mirror's account, and the
 * proxy. Read as Maven reads them, so that a network which lets Maven through lets us through.
 */
public final class MavenSettings {
  private static final String CENTRAL_ID = "central";
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{(?:env\\.)?([A-Za-z0-9_.]+)}");
  private static final long MOST_BYTES = 1 << 20;

  private final Element settings;
  private final String origin;
  private final Map<String, String> environment;

  private MavenSettings(Element settings, String origin, Map<String, String> environment) {
    this.settings = settings;
    this.origin = origin;
    this.environment = environment;
  }

  /**
   * The repository to use: what the user named, else the mirror of the settings, else Maven
   * Central.
   *
   * @param named an address; empty to ask the settings
   * @param file usually {@code .m2/settings.xml} in the home folder; it need not exist
   * @throws IOException naming the file when it cannot be read
   * @throws IllegalArgumentException naming the address or setting that cannot be used
   */
  public static Repository repository(
      Optional<String> named, Path file, Map<String, String> environment) throws IOException {
    Element root = Files.exists(file) ? read(file) : Element.NONE;
    MavenSettings settings = new MavenSettings(root, file.toString(), environment);
    if (named.isPresent()) {
      URI base = Repository.address(named.get(), "as asked for");
      return new Repository(
          Source.MAVEN, base, Optional.empty(), settings.proxy(base), "as asked for");
    }
    return settings.central();
  }

  private Repository central() {
    List<Element> mirrors = settings.all("mirrors", "mirror");
    Optional<Element> mirror =
        mirrors.stream()
            .filter(it -> text(it, "mirrorOf").equals(CENTRAL_ID))
            .findFirst()
            .or(
                () ->
                    mirrors.stream()
                        .filter(it -> mirrorsCentral(text(it, "mirrorOf")))
                        .findFirst());
    if (mirror.isEmpty()) {
      URI base = URI.create(Source.MAVEN.standard());
      return new Repository(Source.MAVEN, base, account(CENTRAL_ID), proxy(base), "Maven Central");
    }
    String id = text(mirror.get(), "id");
    String from = "the mirror '" + id + "' in " + origin;
    if (text(mirror.get(), "blocked").equals("true")) {
      throw new IllegalArgumentException(
          from
              + " blocks Maven Central. Ask who set it, or name a repository with repository=[…].");
    }
    URI base = Repository.address(text(mirror.get(), "url"), from);
    return new Repository(Source.MAVEN, base, account(id), proxy(base), from);
  }

  /** NB: Maven's rules: a list of ids, *, external:* and !id, where the exclusion counts most. */
  private static boolean mirrorsCentral(String mirrorOf) {
    List<String> names = Arrays.stream(mirrorOf.split(",")).map(String::strip).toList();
    return !names.contains("!" + CENTRAL_ID)
        && names.stream().anyMatch(it -> it.matches("\\*|external:\\*|" + CENTRAL_ID));
  }

  private Optional<Repository.Account> account(String id) {
    return settings.all("servers", "server").stream()
        .filter(it -> text(it, "id").equals(id))
        .findFirst()
        .flatMap(this::account);
  }

  private Optional<Repository.Account> account(Element element) {
    String user = text(element, "username");
    String password = text(element, "password");
    if (password.matches("\\{.*}")) {
      throw new IllegalArgumentException(
          "the password of '%s' in %s is encrypted, which only Maven itself can read. Name another repository with repository=[…], or write the password as ${env.NAME}."
              .formatted(user, origin));
    }
    return user.isEmpty() ? Optional.empty() : Optional.of(new Repository.Account(user, password));
  }

  /** The first active proxy that does not leave the host out; for https too, as Maven does. */
  private Optional<Repository.Proxy> proxy(URI target) {
    return settings.all("proxies", "proxy").stream()
        .filter(it -> !text(it, "active").equals("false"))
        .filter(it -> !isLeftOut(String.valueOf(target.getHost()), text(it, "nonProxyHosts")))
        .findFirst()
        .map(it -> new Repository.Proxy(text(it, "host"), port(text(it, "port")), account(it)));
  }

  private static boolean isLeftOut(String host, String patterns) {
    return Arrays.stream(patterns.split("[|,]"))
        .map(String::strip)
        .filter(it -> !it.isEmpty())
        .anyMatch(it -> host.matches(Pattern.quote(it).replace("*", "\\E.*\\Q")));
  }

  private int port(String text) {
    if (text.isEmpty()) {
      return 8080; // Maven's default
    }
    if (!text.matches("[0-9]{1,5}")) {
      throw new IllegalArgumentException(
          "the proxy's port in " + origin + " is no number: '" + text + "'");
    }
    return Integer.parseInt(text);
  }

  private String text(Element element, String child) {
    Matcher variables = VARIABLE.matcher(element.text(child));
    return variables.replaceAll(
        it ->
            Matcher.quoteReplacement(
                environment.getOrDefault(
                    it.group(1), System.getProperty(it.group(1), it.group()))));
  }

  /** NB: no document types and no outside entities: the file is data, not a program. */
  private static Element read(Path file) throws IOException {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new IOException(file + " is too large for Maven's settings");
      }
      DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
      factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
      factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
      DocumentBuilder builder = factory.newDocumentBuilder();
      builder.setErrorHandler(new DefaultHandler()); // NB: the default one prints
      Document document = builder.parse(new InputSource(new StringReader(Files.readString(file))));
      return new Element(Optional.of(document.getDocumentElement()));
    } catch (SAXException | ParserConfigurationException e) {
      throw new IOException(
          "%s cannot be read as Maven's settings: %s. Mend it, or name a repository with repository=[…]."
              .formatted(file, e.getMessage()),
          e);
    }
  }
}
