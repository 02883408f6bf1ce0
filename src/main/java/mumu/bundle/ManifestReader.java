package mumu.bundle;

import com.google.gson.JsonObject;

/** {@code mumu.json} as text to {@link Manifest}; every error names the bundle and the field. */
final class ManifestReader {
  private ManifestReader() {}

  /**
   * @param where the bundle, for messages
   */
  static Manifest read(byte[] bytes, String where) throws BundleException {
    String file = Manifest.FILE + " of " + where;
    JsonObject json = StrictJson.object(bytes, file);
    try {
      return RecordReader.read(json, Manifest.class, "");
    } catch (IllegalArgumentException e) {
      throw new BundleException(file + ": " + e.getMessage(), e);
    }
  }
}
