package mumu.runtime;

/** A graph or tokenizer cannot be opened or run; the message names the file. */
public class GraphException extends RuntimeException {
  private static final long serialVersionUID = 1;

  public GraphException(String message) {
    super(message);
  }

  public GraphException(String message, Throwable cause) {
    super(message, cause);
  }
}
