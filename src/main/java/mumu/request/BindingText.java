package mumu.request;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import mumu.request.SourceText.Piece;

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
    return new BindingReader(text).bindings();
  }

  /** Reads one source, as in {@code init}. */
  public static ImageSource parseSource(String text) {
    return new BindingReader(text).onlySource();
  }

  /** Writes bindings with quotes only where needed; reading gives the same bindings. */
  public static String format(List<Binding> bindings) {
    return bindings.stream().map(BindingText::format).collect(Collectors.joining("; "));
  }

  /** Writes one source. */
  public static String format(ImageSource source) {
    return format(source.where())
        + (source.weight() == ImageSource.NEUTRAL_WEIGHT ? "" : "@" + Numbers.text(source.weight()))
        + (source.crop() == CropMode.AUTO
            ? ""
            : "!" + source.crop().name().toLowerCase(Locale.ROOT));
  }

  /** Writes where an image comes from. */
  public static String format(SourceText where) {
    return where.pieces().stream().map(BindingText::format).collect(Collectors.joining(":"));
  }

  static List<FineTune> parseFineTunes(String text) {
    return new BindingReader(text).fineTunes();
  }

  static String formatFineTunes(List<FineTune> fineTunes) {
    return fineTunes.stream()
        .map(tune -> formatName(tune.file()) + "@" + Numbers.text(tune.strength()))
        .collect(Collectors.joining("; "));
  }

  private static String format(Binding binding) {
    return formatName(binding.slot())
        + "="
        + binding.sources().stream().map(BindingText::format).collect(Collectors.joining(" + "));
  }

  private static String format(Piece piece) {
    return piece.quoted() ? quote(piece.text()) : piece.text();
  }

  /** Writes a slot or a file. */
  public static String formatName(String name) {
    return BindingReader.isBare(name) ? name : quote(name);
  }

  private static String quote(String name) {
    char quote = name.indexOf('\'') < 0 || name.indexOf('"') >= 0 ? '\'' : '"';
    return quote + name.replace("" + quote, "" + quote + quote) + quote;
  }
}
