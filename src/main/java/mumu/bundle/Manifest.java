package mumu.bundle;

import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code mumu.json}: everything a program must know about a bundle; see docs/model-bundle.md. */
public record Manifest(
    String format,
    int formatVersion,
    String id,
    String version,
    String name,
    String description,
    String family,
    License license,
    List<String> cite,
    Canvas canvas,
    Defaults defaults,
    ImageInput image,
    PromptRules prompt,
    Latents latents,
    JsonObject scheduler,
    Map<String, String> components,
    List<FileEntry> files) {
  /** Name of the manifest in every bundle. */
  public static final String FILE = "mumu.json";

  static final String FORMAT = "mumu-bundle";
  static final int FORMAT_VERSION = 1;

  public Manifest {
    Field.check(format.equals(FORMAT), "format", "must be " + FORMAT, format);
    Field.check(
        formatVersion == FORMAT_VERSION,
        "formatVersion",
        "must be " + FORMAT_VERSION + "; a newer bundle needs a newer MUMU for ImageJ",
        formatVersion);
    Field.check(
        id.matches("[a-z0-9][a-z0-9.-]{0,63}"),
        "id",
        "must be a-z, 0-9, '-', '.' (64 at most)",
        id);
    Field.check(family.matches("[a-z0-9_-]{1,64}"), "family", "must be a-z, 0-9, '_', '-'", family);
    cite = List.copyOf(cite);
    scheduler = scheduler.deepCopy();
    components = Map.copyOf(components);
    files = List.copyOf(files);
    Field.check(!components.isEmpty(), "components", "must not be empty", components);
    List<String> paths = files.stream().map(FileEntry::path).toList();
    Field.check(
        paths.stream().map(path -> path.toLowerCase(Locale.ROOT)).distinct().count()
            == paths.size(),
        "files",
        "must list every path once",
        paths);
    components.forEach(
        (component, path) ->
            Field.check(
                paths.contains(path), "components." + component, "must be one of `files`", path));
    prompt.checkNumbers(image.maximum());
    license
        .files()
        .forEach(
            path -> Field.check(paths.contains(path), "license.files", "must be in `files`", path));
  }

  /** Licence of the weights and the files that say so. */
  public record License(String name, List<String> files) {
    public License {
      files = List.copyOf(files);
    }
  }

  /** Size of the result in pixels: default, step, smallest and largest side. */
  public record Canvas(int width, int height, int multiple, int minimum, int maximum) {
    public Canvas {
      Field.check(multiple >= 1, "multiple", "must be at least 1", multiple);
      Field.check(
          minimum >= 1 && minimum <= maximum && maximum <= 65_536,
          "minimum, maximum",
          "must be 1 ≤ minimum ≤ maximum ≤ 65536",
          minimum + ", " + maximum);
      checkSide(width, "width", multiple, minimum, maximum);
      checkSide(height, "height", multiple, minimum, maximum);
    }

    /** Whether a side may be this long. */
    public boolean allows(int side) {
      return allows(side, multiple, minimum, maximum);
    }

    /**
     * @param side which of them, e.g. width
     * @param model whose pictures these are
     * @throws IllegalArgumentException when it cannot be this long
     */
    public void check(String side, int pixels, String model) {
      if (!allows(pixels)) {
        throw new IllegalArgumentException(
            "%s %s for the model %s, was %d"
                .formatted(side, rule(multiple, minimum, maximum), model, pixels));
      }
    }

    /** NB: the constructor cannot ask {@link #allows}, the fields are not set yet. */
    private static void checkSide(int side, String name, int multiple, int minimum, int maximum) {
      Field.check(
          allows(side, multiple, minimum, maximum), name, rule(multiple, minimum, maximum), side);
    }

    private static boolean allows(int side, int multiple, int minimum, int maximum) {
      return side >= minimum && side <= maximum && side % multiple == 0;
    }

    private static String rule(int multiple, int minimum, int maximum) {
      return minimum == maximum
          ? "must be " + minimum
          : "must be a multiple of " + multiple + " from " + minimum + " to " + maximum;
    }
  }

  /** What is used where the user says nothing. */
  public record Defaults(String scheduler, int steps, double guidance) {
    public Defaults {
      Field.check(steps >= 1 && steps <= 1000, "steps", "must be 1 to 1000", steps);
      Field.check(guidance >= 0 && guidance <= 100, "guidance", "must be 0 to 100", guidance);
    }
  }

  /** Colour alone, or colour with the mask as fourth channel. */
  public enum Channels {
    RGB(3),
    RGBA(4);

    private final int count;

    Channels(int count) {
      this.count = count;
    }

    public int count() {
      return count;
    }
  }

  /**
   * What the image encoder sees: a square of {@code size} px.
   *
   * @param fill background and padding, red, green, blue in 0…255
   * @param tokens per image
   * @param maximum images per prompt
   */
  public record ImageInput(
      int size, Channels channels, List<Double> fill, int tokens, int maximum) {
    public ImageInput {
      fill = List.copyOf(fill);
      Field.check(size >= 1 && size <= 4096, "size", "must be 1 to 4096", size);
      Field.check(
          fill.size() == 3 && fill.stream().allMatch(value -> value >= 0 && value <= 255),
          "fill",
          "must be three numbers from 0 to 255",
          fill);
      Field.check(tokens >= 1, "tokens", "must be at least 1", tokens);
      Field.check(maximum >= 1, "maximum", "must be at least 1", maximum);
    }
  }

  /**
   * Special tokens by their text in the tokenizer, and where images stand.
   *
   * @param numbers how many things of a slot a word directly before it asks for, 1 to {@link #MOST}
   * @param grounds names of a slot whose image is what everything else lies on
   * @param touching phrases that press things against each other, the best first
   */
  public record PromptRules(
      int maximumTokens,
      String bos,
      String eos,
      String image,
      String imagePlace,
      Optional<Map<String, Integer>> numbers,
      Optional<List<String>> grounds,
      Optional<List<String>> touching) {
    /** The most things of a slot that a number may ask for. */
    public static final int MOST = 64;

    private static final Pattern WORD = Pattern.compile("\\w+", Pattern.UNICODE_CHARACTER_CLASS);
    private static final Pattern NAME = Pattern.compile("\\p{L}+");
    private static final Pattern PHRASE = Pattern.compile("\\p{L}+( \\p{L}+){0,7}");

    public PromptRules {
      numbers = numbers.map(Map::copyOf);
      grounds = grounds.map(List::copyOf);
      Field.check(maximumTokens >= 2, "maximumTokens", "must be at least 2", maximumTokens);
      Field.check(imagePlace.equals("before"), "imagePlace", "must be before", imagePlace);
      numbers.ifPresent(values -> values.forEach(PromptRules::checkNumber));
      grounds.ifPresent(PromptRules::checkGrounds);
      touching = touching.map(List::copyOf);
      touching.ifPresent(PromptRules::checkTouching);
    }

    private void checkNumbers(int maximum) {
      numbers
          .orElse(Map.of())
          .forEach(
              (word, value) ->
                  Field.check(
                      value <= maximum,
                      "prompt.numbers." + word,
                      "must not be above `image.maximum` " + maximum,
                      value));
    }

    private static void checkNumber(String word, int value) {
      checkForm("numbers", word, WORD, "must be by one lower-case word each");
      Field.check(value >= 1 && value <= MOST, "numbers." + word, "must be 1 to " + MOST, value);
    }

    private static void checkForm(String field, String text, Pattern form, String rule) {
      boolean lower = text.equals(text.toLowerCase(Locale.ROOT));
      Field.check(form.matcher(text).matches() && lower, field, rule, "'" + text + "'");
    }

    private static void checkTouching(List<String> phrases) {
      phrases.forEach(
          phrase ->
              checkForm(
                  "touching",
                  phrase,
                  PHRASE,
                  "must be one to eight lower-case words of letters each"));
      Field.check(!phrases.isEmpty(), "touching", "must list at least one phrase", phrases);
    }

    private static void checkGrounds(List<String> names) {
      names.forEach(
          name -> checkForm("grounds", name, NAME, "must be one lower-case word of letters each"));
      Field.check(
          names.stream().distinct().count() == names.size(),
          "grounds",
          "must list every word once",
          names);
    }
  }

  /**
   * @param channels latent channels
   * @param factor canvas pixels per latent cell
   * @param scalingFactor multiplied after encoding, divided before decoding
   */
  public record Latents(int channels, int factor, double scalingFactor) {
    public Latents {
      Field.check(channels >= 1, "channels", "must be at least 1", channels);
      Field.check(factor >= 1, "factor", "must be at least 1", factor);
      Field.check(
          scalingFactor > 0 && Double.isFinite(scalingFactor),
          "scalingFactor",
          "must be above 0",
          scalingFactor);
    }
  }

  /** A file of the bundle, its size and SHA-256 in hexadecimal. */
  public record FileEntry(String path, long bytes, String sha256) {
    public FileEntry {
      BundlePath.check(path);
      Field.check(bytes >= 0, "bytes", "must not be negative", bytes);
      Field.check(sha256.matches("[0-9a-f]{64}"), "sha256", "must be 64 hex digits", sha256);
    }
  }
}
