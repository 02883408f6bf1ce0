package mumu.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where an image comes from, as the user wrote it: pieces that stood between colons, quoted or not.
 *
 * <p>Only the open images and files decide what an unquoted text means, so all its readings are
 * kept, the most specific first: {@code Image: 5} may be the ROI " 5" of the image "Image" or the
 * image "Image: 5" itself.
 */
public record SourceText(List<Piece> pieces) {
  /** A piece of the text; what was quoted is never split again. */
  public record Piece(String text, boolean quoted) {
    public Piece {
      if (text.isEmpty() || !quoted && !BindingReader.isBare(text)) {
        throw new IllegalArgumentException("a name like '" + text + "' must be quoted");
      }
    }

    /** The piece that means exactly this name, whatever it holds. */
    public static Piece literal(String name) {
      boolean plain =
          BindingReader.isBare(name)
              && name.indexOf(':') < 0
              && !name.startsWith("#")
              && !name.endsWith("*");
      return new Piece(name, !plain);
    }
  }

  /** One way to understand the text: an item (ROI name, {@code #3}, title, path) in an image. */
  public record Reading(Optional<String> title, Piece item) {}

  public SourceText {
    pieces = List.copyOf(pieces);
    if (pieces.isEmpty() || pieces.size() > 2) {
      throw new IllegalArgumentException("a source must be `item` or `title:item`, was " + pieces);
    }
    if (pieces.stream().noneMatch(Piece::quoted) && pieces.size() == 2) {
      throw new IllegalArgumentException("two unquoted pieces must be one, were " + pieces);
    }
  }

  /** The source of exactly this name. */
  public static SourceText of(String name) {
    return new SourceText(List.of(Piece.literal(name)));
  }

  /** An item of the image of exactly this title. */
  public static SourceText of(String title, Piece item) {
    Piece image = Piece.literal(title);
    boolean bare = !image.quoted() && !item.quoted() && item.text().indexOf(':') < 0;
    return bare
        ? new SourceText(List.of(new Piece(title + ":" + item.text(), false)))
        : new SourceText(List.of(item.quoted() ? image : new Piece(title, true), item));
  }

  /** All readings, most specific first. */
  public List<Reading> readings() {
    if (pieces.size() == 2) {
      return List.of(new Reading(Optional.of(pieces.get(0).text()), pieces.get(1)));
    }
    Piece whole = pieces.get(0);
    List<Reading> readings = new ArrayList<>();
    if (!whole.quoted()) {
      String text = whole.text();
      for (int colon = text.lastIndexOf(':'); colon > 0; colon = text.lastIndexOf(':', colon - 1)) {
        String title = text.substring(0, colon).strip();
        String item = text.substring(colon + 1).strip();
        if (!title.isEmpty() && !item.isEmpty()) {
          readings.add(new Reading(Optional.of(title), new Piece(item, false)));
        }
      }
    }
    readings.add(new Reading(Optional.empty(), whole));
    return readings;
  }
}
