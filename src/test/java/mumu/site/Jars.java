package mumu.site;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Little jars. */
final class Jars {
  private Jars() {}

  static void write(Path jar, Map<String, String> entries) throws IOException {
    Files.createDirectories(jar.getParent());
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue().getBytes(StandardCharsets.ISO_8859_1));
      }
    }
  }

  /** A jar with one compiled class, which may use those of other jars. */
  static void compile(Path jar, String name, String source, Path... classPath) throws IOException {
    Path classes = Files.createTempDirectory("classes");
    String path =
        Stream.concat(
                Stream.of(classPath).map(Path::toString),
                Stream.of(System.getProperty("java.class.path")))
            .collect(Collectors.joining(File.pathSeparator));
    JavaFileObject file =
        new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    List<String> options = List.of("-proc:none", "-d", classes.toString(), "-cp", path);
    boolean compiled =
        ToolProvider.getSystemJavaCompiler()
            .getTask(null, null, null, options, null, List.of(file))
            .call();
    if (!compiled) {
      throw new AssertionError(source + " does not compile");
    }
    String entry = name.replaceFirst("java$", "class");
    byte[] bytes = Files.readAllBytes(classes.resolve(entry));
    write(jar, Map.of(entry, new String(bytes, StandardCharsets.ISO_8859_1)));
  }
}
