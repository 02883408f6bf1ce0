package mumu.ui.form;

/**
 * The panel's last words.
 *
 * @param problem whether something went wrong
 */
public record Message(String text, boolean problem) {
  /** Nothing to say. */
  public static final Message NONE = new Message("", false);

  static Message of(String text) {
    return new Message(text, false);
  }

  static Message problem(String text) {
    return new Message(text, true);
  }
}
