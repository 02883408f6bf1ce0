package mumu.pipeline;

/**
 * A model could not be loaded or run; the message says what failed, expected, found, what to do.
 */
public class GenerationException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public GenerationException(String message) {
    super(message);
  }

  public GenerationException(String message, Throwable cause) {
    super(message, cause);
  }
}
