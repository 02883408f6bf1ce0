package mumu.site;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.scijava.util.FileUtils;

/** Gives the native libraries of each platform a jar of their own: nobody needs the others. */
final class Natives {
  /** Where ONNX Runtime and DJL keep them: the platform, then the file. */
  private static final Pattern PLACE =
      Pattern.compile("(?:ai/onnxruntime/native|native/lib)/([^/]+)/.*");

  /** What they call a platform, and what Fiji's updater and launcher call it. */
  private static final Map<String, String> PLATFORMS =
      Map.of(
          "linux-x64", "linux64",
          "linux-x86_64", "linux64",
          "linux-aarch64", "linux-arm64",
          "osx-aarch64", "macos-arm64",
          "win-x64", "win64",
          "win-x86_64", "win64");

  private static final String MACOS_DEBUG_SYMBOLS = ".dSYM/";

  private Natives() {}

  /**
   * The jar itself where it has no native libraries; else one with all the rest, then one per
   * platform, written below {@code folder}.
   */
  static List<SiteFile> split(SiteFile jar, Path folder) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(jar.file()).get()) {
      Map<String, List<ZipArchiveEntry>> parts =
          Collections.list(zip.getEntries()).stream()
              .filter(entry -> !entry.getName().contains(MACOS_DEBUG_SYMBOLS))
              .collect(
                  Collectors.groupingBy(
                      entry -> platform(entry.getName()), TreeMap::new, Collectors.toList()));
      if (parts.keySet().equals(Collections.singleton(""))) {
        return List.of(jar);
      }
      List<SiteFile> files = new ArrayList<>();
      for (Map.Entry<String, List<ZipArchiveEntry>> part : parts.entrySet()) {
        String path = part.getKey().isEmpty() ? jar.path() : path(jar, part.getKey());
        files.add(new SiteFile(path, copy(zip, part.getValue(), folder.resolve(path))));
      }
      return files;
    }
  }

  /** Empty for an entry that all platforms need. */
  private static String platform(String entry) {
    Matcher place = PLACE.matcher(entry);
    if (!place.matches()) {
      return "";
    }
    String platform = PLATFORMS.get(place.group(1));
    if (platform == null) {
      throw new IllegalArgumentException(
          entry + " is for a platform that is new here. Expected one of " + PLATFORMS + ".");
    }
    return platform;
  }

  /**
   * NB: Fiji's launcher has the platform's folder on the module path, where Java makes a module's
   * name of all that stands before the version. It must be a legal name, or no Fiji starts.
   */
  private static String path(SiteFile jar, String platform) {
    String file = jar.file().getFileName().toString();
    String name = FileUtils.stripFilenameVersion(file).replaceFirst("\\.jar$", "");
    String version = file.substring(name.length());
    return "jars/" + platform + "/" + name + "-natives-" + platform + version;
  }

  /** NB: the entries stay compressed as they are: the same bytes whoever builds. */
  private static Path copy(ZipFile zip, List<ZipArchiveEntry> entries, Path jar)
      throws IOException {
    Files.createDirectories(jar.getParent());
    try (ZipArchiveOutputStream out = new ZipArchiveOutputStream(jar)) {
      for (ZipArchiveEntry entry : entries) {
        out.addRawArchiveEntry(entry, zip.getRawInputStream(entry));
      }
    }
    return jar;
  }
}
