package mumu.request;

/** Weights merged into the bundle at load: a file or a name the bundle knows, and how strongly. */
public record FineTune(String file, double strength) {
  public FineTune {
    if (file.isBlank() || !Double.isFinite(strength)) {
      throw new IllegalArgumentException(
          "a fine-tune must be `file@strength`, was " + file + "@" + strength);
    }
  }
}
