package mumu.request;

/** A request as JSON, with or without the pixels it stands for. */
public final class RequestJson {
  private RequestJson() {}

  public static String toJson(BoundRequest request) {
    throw new UnsupportedOperationException("not yet written");
  }

  public static String toJson(GenerationRequest request) {
    throw new UnsupportedOperationException("not yet written");
  }

  /**
   * Reads a request with its pixels and checks their SHA-256.
   *
   * @throws IllegalArgumentException naming the field, what was expected and what was found
   */
  public static BoundRequest boundFromJson(String json) {
    throw new UnsupportedOperationException("not yet written");
  }

  /**
   * Reads a request without pixels.
   *
   * @throws IllegalArgumentException naming the field, what was expected and what was found
   */
  public static GenerationRequest fromJson(String json) {
    throw new UnsupportedOperationException("not yet written");
  }
}
