package mumu.runtime.cuda;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The systems that ONNX Runtime's CUDA provider is built for. */
public enum Platform {
  LINUX_X64("linux-x64", "lib", ".so"),
  WINDOWS_X64("win-x64", "", ".dll");

  private final String folder;
  private final String prefix;
  private final String suffix;

  Platform(String folder, String prefix, String suffix) {
    this.folder = folder;
    this.prefix = prefix;
    this.suffix = suffix;
  }

  /** As ONNX Runtime names it, and as our library folder is called. */
  public String folder() {
    return folder;
  }

  /** The file of one of ONNX Runtime's own libraries. */
  public String file(String library) {
    return prefix + library + suffix;
  }

  /**
   * @param os the property {@code os.name}
   * @param arch the property {@code os.arch}
   */
  public static Optional<Platform> of(String os, String arch) {
    boolean x64 = arch.equals("amd64") || arch.equals("x86_64");
    String name = os.toLowerCase(Locale.ROOT);
    String folder = name.startsWith("windows") ? "win-x64" : name + "-x64";
    return Arrays.stream(values()).filter(it -> x64 && it.folder.equals(folder)).findFirst();
  }

  /** The system this program runs on. */
  public static Optional<Platform> current() {
    return of(System.getProperty("os.name"), System.getProperty("os.arch"));
  }
}
