package mumu.bundle;

import java.io.IOException;
import java.nio.file.FileSystemException;

/** Why a file operation failed, in words. */
final class Reason {
  private Reason() {}

  /** NB: a file-system exception's message is only the path when the system gave no reason. */
  static String of(IOException e) {
    if (e instanceof FileSystemException system) {
      return system.getReason() == null
          ? e.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", " ")
          : system.getReason();
    }
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
