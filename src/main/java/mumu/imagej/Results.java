package mumu.imagej;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import mumu.pipeline.Generation;
import mumu.pipeline.Report;
import mumu.request.BoundRequest;
import mumu.request.Picture;
import mumu.request.RequestJson;
import mumu.request.Settings;

/** Pictures as ImageJ images, and the provenance such an image carries in its properties. */
public final class Results {
  /** Image property that holds the bound request as JSON. */
  public static final String REQUEST = "mumu.request";

  /** Image property that holds the report as JSON. */
  public static final String RESULT = "mumu.result";

  /** All image properties that travel with a saved picture. */
  static final List<String> PROPERTIES = List.of(REQUEST, RESULT, AiOrigin.KEY);

  /** ImageJ's name for the label of an image that is no stack. */
  static final String SLICE_LABEL = "Slice_Label";

  private static final String NO_REQUEST =
      "'%s' holds no request: expected the property "
          + REQUEST
          + ", which pictures made by MUMU have while open and when saved as TIFF. Choose such a"
          + " picture.";

  private static final String TRAINING_STACK =
      "'%s' is a stack of training pictures, which hold no request each. Run MUMU Make Training"
          + " Data... with the options that Image ▸ Show Info... tells; with a folder, each picture"
          + " holds its request.";

  private static final int TITLE_CHARACTERS = 40;

  private static final int ASCII = 0x7F;
  private static final int LATIN = 0xFF;

  /** What shows through where the model sees nothing. */
  private static final int MIDDLE_GREY = 127;

  private static final Gson GSON =
      new GsonBuilder().disableHtmlEscaping().serializeSpecialFloatingPointValues().create();

  private Results() {}

  /**
   * An RGB image, or a stack of one labelled slice per picture; not shown. Its properties hold
   * request and report, which Save As TIFF keeps; its overlay, hidden, the outlines of the things.
   *
   * @param usedTitles titles the new one must differ from
   */
  public static ImagePlus toImage(Generation generation, Collection<String> usedTitles) {
    return toImage(generation, usedTitles, UnaryOperator.identity());
  }

  /**
   * @param pixels what becomes of the colours of each picture
   */
  static ImagePlus toImage(
      Generation generation, Collection<String> usedTitles, UnaryOperator<ImageProcessor> pixels) {
    BoundRequest request = generation.request();
    String prompt = request.request().prompt().text().strip();
    int end =
        prompt.offsetByCodePoints(
            0, Math.min(TITLE_CHARACTERS, prompt.codePointCount(0, prompt.length())));
    Settings settings = request.request().settings();
    List<String> labels =
        IntStream.range(0, generation.pictures().size()).mapToObj(i -> label(settings, i)).toList();
    ImagePlus image =
        stack(
            unique("MUMU: " + prompt.substring(0, end), usedTitles),
            generation.pictures(),
            labels,
            pixels);
    image.setProp(REQUEST, escaped(RequestJson.toJson(request), ASCII));
    List<List<Roi>> outlines = Things.outlines(generation);
    JsonObject result = GSON.toJsonTree(generation.report()).getAsJsonObject();
    StoredThings.write(outlines, result, image);
    image.setProp(RESULT, json(result));
    Things.hide(outlines.stream().flatMap(List::stream).toList(), image);
    image.setProp(AiOrigin.KEY, AiOrigin.TRAINED_MEDIA);
    image.setProperty("Info", escaped(about(prompt, generation.report()), LATIN));
    return image;
  }

  /**
   * The request stored in an image.
   *
   * @throws IllegalArgumentException when it has none or it is damaged
   */
  public static BoundRequest request(ImagePlus image) {
    String json = stored(image);
    try {
      return RequestJson.boundFromJson(json);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The request stored in '" + image.getTitle() + "' is damaged: " + e.getMessage(), e);
    }
  }

  /**
   * The stored request and report, as one JSON object with the members {@code request} and {@code
   * result}.
   *
   * @throws IllegalArgumentException when the image has none or it is damaged
   */
  public static String info(ImagePlus image) {
    JsonObject info = new JsonObject();
    try {
      info.add("request", JsonParser.parseString(stored(image)));
      String result = image.getProp(RESULT);
      info.add("result", JsonParser.parseString(result == null ? "null" : result));
    } catch (JsonParseException e) {
      throw new IllegalArgumentException(
          "The provenance stored in '" + image.getTitle() + "' is damaged: " + e.getMessage(), e);
    }
    return GSON.toJson(info);
  }

  static String json(JsonObject result) {
    return escaped(GSON.toJson(result), ASCII);
  }

  /** A stored report without how long the stages took; what is no report stays as it is. */
  static String withoutTimes(String report) {
    try {
      JsonObject kept = JsonParser.parseString(report).getAsJsonObject();
      kept.remove("milliseconds");
      kept.remove("graphMilliseconds");
      return json(kept);
    } catch (JsonParseException | IllegalStateException e) {
      return report;
    }
  }

  /** Whether the image, or what it was made from, came out of a model here. */
  static boolean isGenerated(ImagePlus image) {
    return image.getProp(REQUEST) != null || image.getProp(AiOrigin.KEY) != null;
  }

  /** Whether the picture was made from an init image, whose framing it then has. */
  static boolean hasInit(ImagePlus image) {
    return image.getProp(REQUEST) != null && request(image).init().isPresent();
  }

  /**
   * What the model sees, one labelled slice per picture; transparent parts are middle grey, smaller
   * pictures are centred.
   */
  public static ImagePlus tokens(
      List<Picture> pictures, List<String> labels, Collection<String> usedTitles) {
    return stack(unique("MUMU: tokens", usedTitles), pictures, labels, UnaryOperator.identity());
  }

  private static ImagePlus stack(
      String title,
      List<Picture> pictures,
      List<String> labels,
      UnaryOperator<ImageProcessor> pixels) {
    if (pictures.isEmpty()) {
      throw new IllegalArgumentException("There is no picture to show.");
    }
    int width = pictures.stream().mapToInt(Picture::width).max().orElseThrow();
    int height = pictures.stream().mapToInt(Picture::height).max().orElseThrow();
    if (pictures.size() == 1) {
      ImagePlus image =
          new ImagePlus(title, pixels.apply(processor(pictures.get(0), width, height)));
      image.setProp(SLICE_LABEL, labels.get(0));
      return image;
    }
    ImageStack stack = new ImageStack(width, height);
    for (int i = 0; i < pictures.size(); i++) {
      stack.addSlice(labels.get(i), pixels.apply(processor(pictures.get(i), width, height)));
    }
    return new ImagePlus(title, stack);
  }

  private static ColorProcessor processor(Picture picture, int width, int height) {
    int left = (width - picture.width()) / 2;
    int top = (height - picture.height()) / 2;
    ColorProcessor processor = new ColorProcessor(width, height);
    Arrays.fill((int[]) processor.getPixels(), overGrey(0));
    for (int y = 0; y < picture.height(); y++) {
      for (int x = 0; x < picture.width(); x++) {
        processor.set(left + x, top + y, overGrey(picture.argb(x, y)));
      }
    }
    return processor;
  }

  private static int overGrey(int argb) {
    int alpha = argb >>> 24;
    int color = 0xFF000000;
    for (int shift = 16; shift >= 0; shift -= 8) {
      int value = argb >> shift & 0xFF;
      color |= (value * alpha + MIDDLE_GREY * (255 - alpha) + 127) / 255 << shift;
    }
    return color;
  }

  private static String label(Settings settings, int index) {
    StringBuilder label = new StringBuilder();
    settings
        .seed()
        .ifPresent(seed -> label.append("seed=").append((seed + index) & Settings.MAXIMUM_SEED));
    settings.guidance().ifPresent(guidance -> label.append(" guidance=").append(number(guidance)));
    settings.steps().ifPresent(steps -> label.append(" steps=").append(steps));
    return label.toString().strip();
  }

  private static String number(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }

  private static String about(String prompt, Report report) {
    StringBuilder about = new StringBuilder();
    about.append("Made by a generative model (").append(AiOrigin.TRAINED_MEDIA).append(")\n");
    about.append("Prompt: ").append(prompt).append('\n');
    about.append("Model: ").append(report.modelId()).append('\n');
    about
        .append("Device: ")
        .append(report.device())
        .append(" (")
        .append(report.deviceReason())
        .append(")\n");
    report.warnings().forEach(warning -> about.append("Warning: ").append(warning).append('\n'));
    return about.toString();
  }

  /**
   * The text with all characters beyond the last one written as JSON does.
   *
   * <p>NB: ImageJ reads the texts of a little-endian TIFF as {@code low & 255 + (high << 8)}, which
   * loses the high byte of most characters.
   */
  private static String escaped(String text, int last) {
    StringBuilder escaped = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      if (c <= last) {
        escaped.append(c);
      } else {
        escaped.append("\\u%04x".formatted((int) c));
      }
    }
    return escaped.toString();
  }

  private static String stored(ImagePlus image) {
    String json = image.getProp(REQUEST);
    if (json == null) {
      String message = image.getProp(RESULT) == null ? NO_REQUEST : TRAINING_STACK;
      throw new IllegalArgumentException(message.formatted(image.getTitle()));
    }
    return json;
  }

  static String unique(String title, Collection<String> used) {
    String unique = title;
    for (int i = 1; used.contains(unique); i++) {
      unique = title + "-" + i;
    }
    return unique;
  }
}
