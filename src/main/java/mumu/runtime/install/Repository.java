package mumu.runtime.install;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/**
 * Where jars come from.
 *
 * @param base ends in a slash
 * @param origin who said so, for messages
 */
public record Repository(
    Source source, URI base, Optional<Account> account, Optional<Proxy> proxy, String origin) {
  public Repository {
    String scheme = String.valueOf(base.getScheme());
    if (!scheme.matches("https?") || base.getHost() == null) {
      throw new IllegalArgumentException(
          "'%s' (%s) is no address of a %s: expected one that begins with https://"
              .formatted(base, origin, source.words()));
    }
    if (!base.toString().endsWith("/")) {
      base = URI.create(base + "/");
    }
  }

  /** A name and password; the text of this object does not show the password. */
  public record Account(String user, String password) {
    String header() {
      byte[] both = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
      return "Basic " + Base64.getEncoder().encodeToString(both);
    }

    @Override
    public String toString() {
      return user;
    }
  }

  /** A proxy between here and the repository. */
  public record Proxy(String host, int port, Optional<Account> account) {}

  /**
   * An address that the user wrote.
   *
   * @throws IllegalArgumentException when it is none
   */
  static URI address(String text, String origin) {
    try {
      return new URI(text.strip());
    } catch (java.net.URISyntaxException e) {
      throw new IllegalArgumentException(
          "'%s' (%s) is no address: %s. Expected one that begins with https://"
              .formatted(text, origin, e.getReason()),
          e);
    }
  }
}
