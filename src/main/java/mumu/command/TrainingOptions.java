package mumu.command;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import mumu.bundle.Manifest;
import mumu.imagej.ClassExamples;
import mumu.imagej.TrainingFolder;
import mumu.request.Binding;
import mumu.request.BindingText;
import mumu.request.GenerationRequest;
import mumu.request.Numbers;
import mumu.request.OptionString;
import mumu.request.Prompt;
import mumu.request.Settings;

/**
 * The options of {@code MUMU Make Training Data...}.
 *
 * @param settings model, device, steps, seed, width and height
 * @param count pictures to make
 * @param fewest things in a picture; absent for 1
 * @param most things in a picture; absent for 12, or fewer where the model shows fewer
 * @param scale pixels per pixel of the regions' images; absent for 1, or less where things would
 *     not have room
 * @param touching share of the pictures in which things touch; absent for what is usual for the
 *     model
 * @param grounds words, or {@link TrainingPlan#PICTURED}; none for what fits regions and model
 * @param folder where the pictures go; absent for two stacks
 * @param bindings by class; none for the active image's regions
 */
record TrainingOptions(
    Settings settings,
    int count,
    OptionalInt fewest,
    OptionalInt most,
    OptionalDouble scale,
    OptionalDouble touching,
    List<String> grounds,
    Optional<String> folder,
    List<Binding> bindings) {
  static final String COUNT = "count";
  static final String FEWEST = "fewest";
  static final String MOST = "most";
  static final String SCALE = "scale";
  static final String TOUCHING = "touching";
  static final String GROUND = "ground";
  static final String FOLDER = "folder";
  static final String BIND = "bind";
  static final List<String> SETTINGS =
      List.of("model", "device", "steps", "seed", "width", "height");
  static final List<String> KEYS =
      List.of(
          "model", "device", "steps", "seed", "width", "height", COUNT, FEWEST, MOST, SCALE,
          TOUCHING, GROUND, FOLDER, BIND);

  private static final String DEFAULT_COUNT = "10";
  static final double SMALLEST_SCALE = 0.05;
  private static final double LARGEST_SCALE = 20;

  TrainingOptions {
    grounds = List.copyOf(grounds);
    bindings = List.copyOf(bindings);
  }

  /**
   * @throws IllegalArgumentException naming the option, what was expected and what was found
   */
  static TrainingOptions parse(String options) {
    return of(OptionString.values(options, KEYS));
  }

  /** As {@link #parse}, of values by key; a blank one is not set. */
  static TrainingOptions of(Map<String, String> texts) {
    Map<String, String> values = new HashMap<>(texts);
    values.values().removeIf(String::isBlank);
    Map<String, String> settings = new HashMap<>(values);
    settings.keySet().retainAll(SETTINGS);
    return new TrainingOptions(
        OptionString.ofFields(settings).settings(),
        whole(COUNT, values.getOrDefault(COUNT, DEFAULT_COUNT), 5, "1 to " + TrainingFolder.MOST),
        things(values, FEWEST),
        things(values, MOST),
        number(
            SCALE, values, SMALLEST_SCALE, LARGEST_SCALE, "0.5 for half as large as in the image"),
        number(TOUCHING, values, 0, 1, "0.5 for every second picture"),
        grounds(values.getOrDefault(GROUND, "")),
        Optional.ofNullable(values.get(FOLDER)).map(String::strip),
        BindingText.parse(values.getOrDefault(BIND, "")));
  }

  /** The options that do the same again. */
  String format() {
    return OptionString.join(texts(), KEYS);
  }

  /** By key, as far as set. */
  Map<String, String> texts() {
    GenerationRequest request = new GenerationRequest(Prompt.parse(""), List.of(), settings);
    Map<String, String> texts =
        new HashMap<>(OptionString.values(OptionString.format(request), OptionString.KEYS));
    texts.put(COUNT, "" + count);
    fewest.ifPresent(things -> texts.put(FEWEST, "" + things));
    most.ifPresent(things -> texts.put(MOST, "" + things));
    scale.ifPresent(factor -> texts.put(SCALE, "" + factor));
    touching.ifPresent(share -> texts.put(TOUCHING, "" + share));
    texts.put(GROUND, String.join("; ", grounds));
    folder.ifPresent(path -> texts.put(FOLDER, path));
    texts.put(BIND, BindingText.format(bindings));
    texts.keySet().retainAll(KEYS);
    texts.values().removeIf(String::isBlank);
    return texts;
  }

  private static OptionalInt things(Map<String, String> values, String key) {
    return values.containsKey(key)
        ? OptionalInt.of(whole(key, values.get(key), 9, "1 to what the model shows, such as 12"))
        : OptionalInt.empty();
  }

  private static int whole(String key, String text, int digits, String range) {
    if (!text.strip().matches("0*[1-9][0-9]{0,%d}".formatted(digits - 1))) {
      throw new IllegalArgumentException(
          "%s must be a whole number from %s, was '%s'".formatted(key, range, text));
    }
    return Integer.parseInt(text.strip());
  }

  private static OptionalDouble number(
      String key, Map<String, String> values, double least, double most, String example) {
    if (!values.containsKey(key)) {
      return OptionalDouble.empty();
    }
    String text = values.get(key);
    boolean written = text.strip().matches("[0-9]{1,3}(\\.[0-9]{1,20})?");
    double number = written ? Double.parseDouble(text.strip()) : -1;
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "%s must be a number from %s to %s, such as %s, was '%s'"
              .formatted(key, Numbers.text(least), Numbers.text(most), example, text));
    }
    return OptionalDouble.of(number);
  }

  /**
   * How large things come out on this canvas, where the options name no other; as in their image
   * where they name no scale.
   */
  TrueScale sizes(Manifest.Canvas canvas) {
    int width = settings.width().orElse(canvas.width());
    int height = settings.height().orElse(canvas.height());
    return new TrueScale(scale.orElse(1), width, height);
  }

  private static List<String> grounds(String text) {
    List<String> grounds =
        Arrays.stream(text.split(";")).map(String::strip).filter(it -> !it.isEmpty()).toList();
    for (String ground : grounds) {
      if (ground.matches(".*[{}\\\\].*")) {
        throw new IllegalArgumentException(
            "ground must be words such as black, several separated by ; , or %s for the regions called background, or %s for the image without its regions, was '%s'"
                .formatted(ClassExamples.REGIONS, ClassExamples.IMAGE, ground));
      }
    }
    if (grounds.isEmpty() && !text.isBlank()) {
      throw new IllegalArgumentException(
          "ground must be words such as black, was '%s'".formatted(text));
    }
    return grounds;
  }
}
