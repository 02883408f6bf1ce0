package mumu.bundle;

import java.io.IOException;

/** A bundle is damaged, incomplete or of another kind; the message names file and field. */
public class BundleException extends IOException {
  private static final long serialVersionUID = 1;

  public BundleException(String message) {
    super(message);
  }

  public BundleException(String message, Throwable cause) {
    super(message, cause);
  }
}
