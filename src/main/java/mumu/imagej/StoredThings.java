package mumu.imagej;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.RoiEncoder;
import java.awt.Rectangle;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Outlines of things in the result that is stored with an image: picture by picture name, box [x,
 * y, width, height] and the ROI as ImageJ's bytes in base 64.
 *
 * <p>NB: also there because ImageJ's Save As TIFF leaves out an overlay that is hidden.
 */
final class StoredThings {
  private static final String THINGS = "things";
  private static final String ROI = "roi";

  private StoredThings() {}

  /** Adds the outlines of an image to its result; nothing where no picture has one. */
  static void write(List<List<Roi>> outlines, JsonObject result, ImagePlus image) {
    if (outlines.stream().allMatch(List::isEmpty)) {
      return;
    }
    JsonArray pictures = new JsonArray();
    for (List<Roi> here : outlines) {
      JsonArray things = new JsonArray();
      here.forEach(roi -> things.add(json(roi)));
      pictures.add(things);
    }
    result.add(THINGS, pictures);
    MadePixels.of(image).write(result);
  }

  /** The pixels that the outlines were made with, where that is known. */
  static Optional<MadePixels> pixels(ImagePlus image) {
    String result = image.getProp(Results.RESULT);
    try {
      return result == null
          ? Optional.empty()
          : MadePixels.read(JsonParser.parseString(result).getAsJsonObject());
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | ClassCastException
        | NumberFormatException
        | NullPointerException e) {
      return Optional.empty(); // edited by hand, or by another program
    }
  }

  private static JsonObject json(Roi roi) {
    Rectangle bounds = roi.getBounds();
    JsonArray box = new JsonArray();
    box.add(bounds.x);
    box.add(bounds.y);
    box.add(bounds.width);
    box.add(bounds.height);
    JsonObject json = new JsonObject();
    json.addProperty("name", roi.getName());
    json.add("box", box);
    // NB: of a copy, because the encoder changes a composite
    byte[] bytes = RoiEncoder.saveAsByteArray((Roi) roi.clone());
    json.addProperty(ROI, Base64.getEncoder().encodeToString(bytes));
    return json;
  }

  /**
   * The outlines that belong to the image as it is now; none where it holds none, or damaged ones,
   * or has lost slices since.
   */
  static List<Roi> read(ImagePlus image) {
    String result = image.getProp(Results.RESULT);
    if (result == null || !result.contains(THINGS)) {
      return List.of();
    }
    try {
      JsonElement pictures = JsonParser.parseString(result).getAsJsonObject().get(THINGS);
      if (pictures == null || pictures.getAsJsonArray().size() != image.getStackSize()) {
        return List.of();
      }
      List<Roi> outlines = new ArrayList<>();
      for (JsonElement things : pictures.getAsJsonArray()) {
        for (JsonElement thing : things.getAsJsonArray()) {
          outlines.add(roi(thing.getAsJsonObject().get(ROI).getAsString()));
        }
      }
      return outlines.stream().allMatch(roi -> fits(roi, image)) ? outlines : List.of();
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | IllegalArgumentException
        | NullPointerException
        | IOException e) {
      return List.of(); // edited by hand, or by another program
    }
  }

  private static Roi roi(String base64) throws IOException {
    return RoiFiles.decode(Base64.getDecoder().decode(base64), THINGS);
  }

  private static boolean fits(Roi roi, ImagePlus image) {
    Rectangle canvas = new Rectangle(image.getWidth(), image.getHeight());
    return Things.isThing(roi) && canvas.contains(roi.getBounds());
  }
}
