package mumu.runtime.install;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of a Python package index, which lists where the files of a project lie.
 *
 * @see <a
 *     href="https://packaging.python.org/en/latest/specifications/simple-repository-api/">Simple
 *     repository API</a>
 */
final class PythonIndex {
  private static final Pattern LINK =
      Pattern.compile("(?i)<a\\s[^>]*?href\\s*=\\s*[\"']([^\"'#]+)");

  private PythonIndex() {}

  /**
   * @param page where the text came from; links may be relative to it
   * @param file name of the wanted file
   */
  static URI find(URI page, String text, String file) throws IOException {
    Matcher links = LINK.matcher(text);
    while (links.find()) {
      Optional<URI> link = resolve(page, links.group(1).replace("&amp;", "&"));
      String path = link.map(URI::getPath).orElse("");
      if (path.equals(file) || path.endsWith("/" + file)) {
        return link.get();
      }
    }
    throw new Download.AnswerException(
        "%s does not list %s. Try again later, or %s."
            .formatted(page, file, Source.PYTHON.other()));
  }

  private static Optional<URI> resolve(URI page, String link) {
    try {
      return Optional.of(page.resolve(link));
    } catch (IllegalArgumentException e) {
      return Optional.empty(); // a link that no browser could follow
    }
  }
}
