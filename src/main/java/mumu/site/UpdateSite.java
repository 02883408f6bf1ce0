package mumu.site;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Makes a static Fiji update site of a folder laid out like Fiji's: every file as {@code
 * path-timestamp}, and their {@link Index}. How it is published: docs/update-site.md.
 */
public final class UpdateSite {
  private static final DateTimeFormatter TIMESTAMP =
      DateTimeFormatter.ofPattern("yyyyMMddHHmmss").withZone(ZoneOffset.UTC);

  private UpdateSite() {}

  /**
   * Run by the build with the class path of the plugin: jars there which are not in the folder are
   * Fiji's own.
   *
   * @param arguments the folder, the site, its time such as {@code 2026-11-24T00:00:00Z}, the file
   *     of descriptions, and, but for a first release, the previous index
   */
  public static void main(String[] arguments) throws IOException {
    Path site = Path.of(arguments[1]);
    String release = TIMESTAMP.format(Instant.parse(arguments[2]));
    Properties descriptions = new Properties();
    try (InputStream in = Files.newInputStream(Path.of(arguments[3]))) {
      descriptions.load(in);
    }
    boolean first = arguments.length == 4 || arguments[4].isBlank();
    Index index = first ? new Index(release) : new Index(release, Path.of(arguments[4]));
    Path natives = Path.of(site + "-natives");
    delete(site);
    delete(natives);
    make(files(Path.of(arguments[0])), natives, site, descriptions, index);
  }

  private static void make(
      List<SiteFile> files, Path natives, Path site, Properties descriptions, Index index)
      throws IOException {
    List<SiteFile> all = new ArrayList<>();
    List<List<SiteFile>> splits = new ArrayList<>();
    for (SiteFile file : files) {
      List<SiteFile> parts = file.isJar() ? Natives.split(file, natives) : List.of(file);
      splits.add(parts);
      all.addAll(parts);
    }
    requireOneVersion(all);
    Dependencies dependencies =
        Dependencies.among(all.stream().filter(SiteFile::isJar).toList(), classPath());
    for (List<SiteFile> parts : splits) {
      parts.stream().skip(1).forEach(part -> dependencies.add(parts.get(0), part.name()));
    }
    all.sort(Comparator.comparing(SiteFile::path));
    for (SiteFile file : all) {
      Description description = Description.of(file.name(), descriptions);
      String timestamp = index.add(file, description, dependencies.of(file));
      publish(file.file(), site.resolve(file.path() + "-" + timestamp));
    }
    index.write(site.resolve("db.xml.gz"));
  }

  private static List<SiteFile> files(Path folder) throws IOException {
    List<SiteFile> files = new ArrayList<>();
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path file : paths.filter(Files::isRegularFile).sorted().toList()) {
        if (Files.size(file) == 0) {
          throw new IllegalArgumentException(
              file + " is empty, which tells Fiji's updater to delete it");
        }
        String path = folder.relativize(file).toString();
        files.add(new SiteFile(path.replace(File.separatorChar, '/'), file));
      }
    }
    return files;
  }

  private static void requireOneVersion(List<SiteFile> files) {
    Set<String> names = new HashSet<>();
    for (SiteFile file : files) {
      if (!names.add(file.name())) {
        throw new IllegalArgumentException(
            "There are two versions of " + file.name() + ". Run mvn clean.");
      }
    }
  }

  private static List<Path> classPath() {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(path -> path.endsWith(".jar"))
        .map(Path::of)
        .toList();
  }

  /** NB: by a stream, so that no permission to execute is copied. */
  private static void publish(Path file, Path published) throws IOException {
    Files.createDirectories(published.getParent());
    try (InputStream in = Files.newInputStream(file)) {
      Files.copy(in, published);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> paths = Files.walk(folder)) {
        for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
  }
}
