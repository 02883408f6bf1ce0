package mumu.request;

import java.util.List;

/**
 * Bindings as the user writes them: {@code man=#1; dog='a+b.tif':'#2'@0.7!box + Boats}.
 *
 * <p>{@code slot=source} separated by {@code ;}, sources of one slot joined by {@code +}; a source
 * may end in {@code @weight} and {@code !box} or {@code !mask} in either order. A name holding one
 * of {@code ; = + @ ! :} stands in single or double quotes, a doubled quote is a literal one, and
 * quoted text is never split.
 */
public final class BindingText {
  private BindingText() {}

  /**
   * Reads all bindings; blank text has none.
   *
   * @throws IllegalArgumentException naming the position of what does not fit
   */
  public static List<Binding> parse(String text) {
    throw new UnsupportedOperationException("not yet written");
  }

  /** Reads one source, as in {@code init}. */
  public static ImageSource parseSource(String text) {
    throw new UnsupportedOperationException("not yet written");
  }

  /** Writes bindings with quotes only where needed; reading gives the same bindings. */
  public static String format(List<Binding> bindings) {
    throw new UnsupportedOperationException("not yet written");
  }

  /** Writes one source. */
  public static String format(ImageSource source) {
    throw new UnsupportedOperationException("not yet written");
  }
}
