package mumu.site;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.scijava.util.FileUtils;

/** Which file needs which: what a user who wants the one gets, too. */
final class Dependencies {
  private final Map<String, SortedSet<String>> names = new TreeMap<>();

  /** Found in the byte code of the jars on the site, by their use of each other and of Fiji's. */
  static Dependencies among(List<SiteFile> jars, List<Path> fiji) {
    Dependencies found = new Dependencies();
    Map<String, SiteFile> byFile = new TreeMap<>();
    Map<String, SiteFile> byFileName = new TreeMap<>();
    for (SiteFile jar : jars) {
      byFile.put(jar.file().toString(), jar);
      byFileName.put(jar.file().getFileName().toString(), jar);
    }
    for (String line : summary(jars, fiji)) {
      String[] userAndUsed = line.split(" -> ");
      String used = userAndUsed[1];
      found.add(
          byFileName.get(userAndUsed[0]),
          byFile.containsKey(used)
              ? byFile.get(used).name()
              : FileUtils.stripFilenameVersion("jars/" + new File(used).getName()));
    }
    return found;
  }

  /** Adds what the byte code does not show. */
  void add(SiteFile user, String usedName) {
    names.computeIfAbsent(user.name(), name -> new TreeSet<>()).add(usedName);
  }

  SortedSet<String> of(SiteFile file) {
    return names.getOrDefault(file.name(), new TreeSet<>());
  }

  /** Lines {@code file name of the user -> path of the used}. */
  private static List<String> summary(List<SiteFile> jars, List<Path> fiji) {
    List<String> own = jars.stream().map(jar -> jar.file().toString()).toList();
    // NB: the first jar with a class counts, so Fiji's stand behind.
    List<String> all = Stream.concat(own.stream(), fiji.stream().map(Path::toString)).toList();
    List<String> arguments = new ArrayList<>(List.of("-summary", "--multi-release", "base"));
    arguments.addAll(List.of("-classpath", String.join(File.pathSeparator, all)));
    arguments.addAll(own);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream output = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    int exit =
        ToolProvider.findFirst("jdeps")
            .orElseThrow(() -> new IllegalStateException("A JDK with jdeps is needed"))
            .run(output, output, arguments.toArray(String[]::new));
    String text = bytes.toString(StandardCharsets.UTF_8);
    if (exit != 0) {
      throw new IllegalStateException("jdeps failed with exit code " + exit + ": " + text);
    }
    return text.lines().filter(line -> line.endsWith(".jar")).toList();
  }
}
