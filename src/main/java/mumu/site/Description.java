package mumu.site;

import java.util.Comparator;
import java.util.Properties;

/** What the updater shows about a file. */
record Description(String text, String author) {
  /**
   * That of the longest key that the name starts with; the values are {@code text | author}.
   *
   * @param name as in {@link SiteFile#name()}
   */
  static Description of(String name, Properties descriptions) {
    String value =
        descriptions.stringPropertyNames().stream()
            .filter(name::startsWith)
            .max(Comparator.comparing(String::length))
            .map(descriptions::getProperty)
            .orElse("");
    String[] parts = value.split("\\s*\\|\\s*");
    if (parts.length != 2) {
      throw new IllegalArgumentException(
          "The update site's descriptions have no 'text | author' for " + name);
    }
    return new Description(parts[0], parts[1]);
  }
}
