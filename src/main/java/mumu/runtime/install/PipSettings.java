package mumu.runtime.install;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Which Python package index pip uses here, so that a network which lets pip through lets us
 * through.
 *
 * @see <a href="https://pip.pypa.io/en/stable/topics/configuration/">pip's configuration</a>
 */
public final class PipSettings {
  private static final Pattern INDEX =
      Pattern.compile("(?m)^\\s*index[-_]url\\s*[=:]\\s*(\\S+)\\s*$");

  private PipSettings() {}

  /**
   * The index to use: what the user named, else pip's, else the public one.
   *
   * @param named an address; empty to ask pip's settings
   * @param home the user's folder
   * @throws IOException when a settings file cannot be read
   * @throws IllegalArgumentException naming the address that cannot be used
   */
  public static Repository index(
      Optional<String> named,
      Path home,
      Map<String, String> environment,
      Optional<Repository.Proxy> proxy)
      throws IOException {
    if (named.isPresent()) {
      return repository(named.get(), "as asked for", proxy);
    }
    String variable = environment.getOrDefault("PIP_INDEX_URL", "");
    if (!variable.isBlank()) {
      return repository(variable, "PIP_INDEX_URL", proxy);
    }
    for (Path file : files(home, environment).toList()) {
      Matcher index = INDEX.matcher(Files.isRegularFile(file) ? Files.readString(file) : "");
      if (index.find()) {
        return repository(index.group(1), file.toString(), proxy);
      }
    }
    return repository(Source.PYTHON.standard(), "the public one", proxy);
  }

  /** In the order of their weight. */
  private static Stream<Path> files(Path home, Map<String, String> environment) {
    Stream<Path> named =
        Stream.of("PIP_CONFIG_FILE").flatMap(it -> path(environment, it)).map(Path::of);
    Stream<Path> windows = path(environment, "APPDATA").map(it -> Path.of(it, "pip", "pip.ini"));
    Stream<Path> unix =
        Stream.of(".config/pip/pip.conf", ".pip/pip.conf", "pip/pip.ini").map(home::resolve);
    return Stream.concat(Stream.concat(named, windows), unix);
  }

  private static Stream<String> path(Map<String, String> environment, String variable) {
    return Optional.ofNullable(environment.get(variable)).filter(it -> !it.isBlank()).stream();
  }

  /** NB: pip's addresses may hold a name and a password. */
  private static Repository repository(
      String text, String origin, Optional<Repository.Proxy> proxy) {
    URI address = Repository.address(text, origin);
    String user = address.getUserInfo();
    if (user == null) {
      return new Repository(Source.PYTHON, address, Optional.empty(), proxy, origin);
    }
    String[] both = user.split(":", 2);
    URI bare = URI.create(text.strip().replaceFirst("//[^/@]*@", "//"));
    return new Repository(
        Source.PYTHON,
        bare,
        Optional.of(new Repository.Account(both[0], both.length < 2 ? "" : both[1])),
        proxy,
        origin);
  }
}
