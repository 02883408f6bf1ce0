package mumu.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mumu.imagej.Pasting;
import mumu.imagej.Pasting.Place;
import mumu.request.BindingText;
import mumu.request.ImageSource;
import mumu.request.OptionString;
import mumu.request.SourceText;

/**
 * The options of {@code MUMU Paste Into Selection...}: {@code source} and {@code target} are
 * sources as in {@code bind}, {@code feather} is in pixels, {@code place} is {@code auto}, {@code
 * box} or {@code frame}.
 *
 * @param source the picture; absent for the active image
 * @param target where it goes; absent for the one other image with an area selection
 */
record PasteOptions(Optional<SourceText> source, Optional<SourceText> target, Pasting how) {
  static final String SOURCE = "source";
  static final String TARGET = "target";
  static final String FEATHER = "feather";
  static final String PLACE = "place";
  static final List<String> KEYS = List.of(SOURCE, TARGET, FEATHER, PLACE);

  /**
   * @throws IllegalArgumentException naming the option, what was expected and what was found
   */
  static PasteOptions parse(String options) {
    Map<String, String> values = OptionString.values(options, KEYS);
    return new PasteOptions(where(values, SOURCE), where(values, TARGET), how(values));
  }

  /** The options that name no image. */
  static Pasting how(Map<String, String> values) {
    return new Pasting(
        feather(values.getOrDefault(FEATHER, "0")), Place.of(values.getOrDefault(PLACE, "auto")));
  }

  /** The options that do the same again. */
  String format() {
    Map<String, String> values = new HashMap<>();
    source.ifPresent(it -> values.put(SOURCE, BindingText.format(it)));
    target.ifPresent(it -> values.put(TARGET, BindingText.format(it)));
    values.put(FEATHER, feather());
    values.put(PLACE, place());
    return OptionString.join(values, KEYS);
  }

  String feather() {
    return String.valueOf(how.feather()).replaceFirst("\\.0$", "");
  }

  String place() {
    return how.place().toString();
  }

  private static Optional<SourceText> where(Map<String, String> values, String key) {
    Optional<ImageSource> written =
        Optional.ofNullable(values.get(key)).map(BindingText::parseSource);
    if (written.isPresent() && !written.get().equals(new ImageSource(written.get().where()))) {
      throw new IllegalArgumentException(
          "%s takes an image without @weight, !box and !mask, found '%s'"
              .formatted(key, values.get(key)));
    }
    return written.map(ImageSource::where);
  }

  private static double feather(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "feather must be a number of pixels, such as 2.5, found '" + text + "'", e);
    }
  }
}
