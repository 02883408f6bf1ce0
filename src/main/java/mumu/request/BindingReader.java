package mumu.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import mumu.request.SourceText.Piece;

/** Reads the grammar of {@link BindingText} from left to right. */
final class BindingReader {
  private static final String SPECIAL = ";=+@!";
  private static final String QUOTES = "'\"";

  private final String text;
  private int at;

  BindingReader(String text) {
    this.text = text;
  }

  /** Whether a name means itself without quotes. */
  static boolean isBare(String name) {
    BindingReader reader = new BindingReader(name);
    return !name.isEmpty()
        && !isSpace(name.charAt(0))
        && !isSpace(name.charAt(name.length() - 1))
        && !reader.atQuote()
        && reader.bareText().equals(name);
  }

  List<Binding> bindings() {
    List<Binding> bindings = new ArrayList<>();
    do {
      if (!atEndOfEntry()) {
        bindings.add(binding());
      }
    } while (accept(';'));
    expectEnd();
    return bindings;
  }

  ImageSource onlySource() {
    ImageSource source = source();
    expectEnd();
    return source;
  }

  List<FineTune> fineTunes() {
    List<FineTune> fineTunes = new ArrayList<>();
    do {
      if (!atEndOfEntry()) {
        String file = name().text();
        fineTunes.add(new FineTune(file, accept('@') ? number("the fine-tune's strength") : 1));
      }
    } while (accept(';'));
    expectEnd();
    return fineTunes;
  }

  private Binding binding() {
    String slot = name().text();
    if (!accept('=')) {
      throw expected("= and a source after the slot '" + slot + "'");
    }
    List<ImageSource> sources = new ArrayList<>();
    do {
      sources.add(source());
    } while (accept('+'));
    return new Binding(slot, sources);
  }

  private ImageSource source() {
    SourceText where = new SourceText(pieces());
    List<Double> weights = new ArrayList<>();
    List<CropMode> crops = new ArrayList<>();
    while (peek('@') || peek('!')) {
      if (accept('@')) {
        weights.add(number("the weight"));
      } else if (accept('!')) {
        crops.add(crop());
      }
    }
    if (weights.size() > 1 || crops.size() > 1) {
      throw expected("at most one @weight and one of !box and !mask");
    }
    return new ImageSource(
        where,
        weights.isEmpty() ? ImageSource.NEUTRAL_WEIGHT : weights.get(0),
        crops.isEmpty() ? CropMode.AUTO : crops.get(0));
  }

  private List<Piece> pieces() {
    Piece first = name();
    if (first.quoted()) {
      return accept(':') ? List.of(first, name()) : List.of(first);
    }
    if (!atQuote()) {
      return List.of(first);
    }
    // NB: an unquoted text stops at a quote only after a colon, which it still holds.
    String title = first.text().substring(0, first.text().length() - 1).strip();
    if (title.isEmpty()) {
      throw expected("an image title before the colon");
    }
    return List.of(new Piece(title, false), name());
  }

  /** A quoted name, or an unquoted text up to the next special character. */
  private Piece name() {
    skipSpaces();
    if (atQuote()) {
      return new Piece(quotedText(), true);
    }
    String bare = bareText().strip();
    if (bare.isEmpty()) {
      throw expected("a name");
    }
    return new Piece(bare, false);
  }

  private String bareText() {
    int start = at;
    boolean afterColon = false;
    while (at < text.length()
        && SPECIAL.indexOf(text.charAt(at)) < 0
        && !(afterColon && atQuote())) {
      char symbol = text.charAt(at);
      afterColon = symbol == ':' || afterColon && isSpace(symbol);
      at++;
    }
    return text.substring(start, at);
  }

  private String quotedText() {
    int start = at;
    char quote = text.charAt(at);
    StringBuilder quoted = new StringBuilder();
    for (at++; at < text.length(); at++) {
      if (text.charAt(at) != quote) {
        quoted.append(text.charAt(at));
      } else if (at + 1 < text.length() && text.charAt(at + 1) == quote) {
        quoted.append(quote);
        at++;
      } else {
        at++;
        return checkedName(quoted.toString());
      }
    }
    at = start;
    throw expected("a closing quote for the one");
  }

  private String checkedName(String quoted) {
    if (quoted.isEmpty()) {
      throw expected("a name between the quotes");
    }
    return quoted;
  }

  private double number(String name) {
    return Numbers.decimal(name + " in '" + text + "'", bareText().strip());
  }

  private CropMode crop() {
    String word = bareText().strip();
    return switch (word.toLowerCase(Locale.ROOT)) {
      case "box" -> CropMode.BOX;
      case "mask" -> CropMode.MASK;
      default -> throw expected("!box or !mask, not !" + word + ",");
    };
  }

  private boolean accept(char symbol) {
    boolean found = peek(symbol);
    if (found) {
      at++;
    }
    return found;
  }

  private boolean peek(char symbol) {
    skipSpaces();
    return at < text.length() && text.charAt(at) == symbol;
  }

  private boolean atEndOfEntry() {
    return peek(';') || at == text.length();
  }

  private boolean atQuote() {
    return at < text.length() && QUOTES.indexOf(text.charAt(at)) >= 0;
  }

  private void expectEnd() {
    skipSpaces();
    if (at < text.length()) {
      throw expected("; + @ ! or the end");
    }
  }

  private void skipSpaces() {
    while (at < text.length() && isSpace(text.charAt(at))) {
      at++;
    }
  }

  private static boolean isSpace(char symbol) {
    return Character.isWhitespace(symbol);
  }

  private IllegalArgumentException expected(String what) {
    String found =
        at < text.length()
            ? "'" + text.substring(at, Math.min(text.length(), at + 30)) + "'"
            : "the end";
    return new IllegalArgumentException(
        "'%s' cannot be read: expected %s at character %d, found %s; a name with one of ; = + @ ! : or quotes stands in quotes, a doubled quote is a literal one"
            .formatted(text, what, at + 1, found));
  }
}
