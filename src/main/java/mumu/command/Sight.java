package mumu.command;

import ij.gui.Roi;
import ij.io.RoiDecoder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import mumu.imagej.Binder;
import mumu.imagej.Bound;
import mumu.imagej.Workspace;
import mumu.pipeline.GenerationException;
import mumu.request.Binding;
import mumu.request.BindingText;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.ImageSource;
import mumu.request.Origin;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;
import mumu.request.SourceText;

/**
 * What the model would see of a slot now, by the path that {@code MUMU Show Tokens...} takes.
 *
 * @param images one per bound image; none where the slot is just its words
 * @param source how to write the source that was found by the slot's name; absent where one was
 *     written or it has no unmistakable name
 * @param problem why the slot cannot be bound, with what to do; empty when it can
 */
public record Sight(List<Seen> images, Optional<String> source, Optional<String> problem) {
  /** Before anybody has looked. */
  public static final Sight NOTHING = new Sight(List.of(), Optional.empty(), Optional.empty());

  /**
   * A bound image.
   *
   * @param picture as the model sees it
   * @param where image and ROI, {@code park.tif:man}
   * @param rule how pixels became colours and what was cut
   * @param rgb the ROI's own colour, where it has one
   */
  public record Seen(Picture picture, String where, String rule, OptionalInt rgb) {}

  public Sight {
    images = List.copyOf(images);
  }

  /** A slot that cannot be bound. */
  public static Sight unseen(String problem) {
    return new Sight(List.of(), Optional.empty(), Optional.of(problem));
  }

  /**
   * Looks at the open images.
   *
   * @param sources what is written for the slot; none to look for its name
   */
  public static Sight of(String slot, List<ImageSource> sources, String model, Workspace workspace)
      throws IOException {
    try {
      BoundRequest request = bind(slot, sources, model, workspace).request();
      List<Picture> pictures = Production.tokens(request);
      List<Seen> images = new ArrayList<>();
      for (int i = 0; i < pictures.size(); i++) {
        images.add(seen(pictures.get(i), request.images().get(i).origin()));
      }
      Optional<String> source =
          sources.isEmpty() ? nameOf(request.images(), workspace) : Optional.empty();
      return new Sight(images, source, Optional.empty());
    } catch (IllegalArgumentException | GenerationException e) {
      return unseen(e.getMessage());
    }
  }

  private static Bound bind(
      String slot, List<ImageSource> sources, String model, Workspace workspace) {
    Prompt prompt = Prompt.parse(new Prompt.Slot(slot).written());
    List<Binding> bindings = sources.isEmpty() ? List.of() : List.of(new Binding(slot, sources));
    Settings settings = Settings.DEFAULTS.toBuilder().model(model).build();
    return Binder.bind(new GenerationRequest(prompt, bindings, settings), workspace);
  }

  private static Seen seen(Picture picture, Origin origin) {
    String roi = origin.roiName();
    String where = origin.title() + (roi.isEmpty() ? "" : ":" + roi);
    return new Seen(picture, where, origin.rule(), color(origin));
  }

  private static OptionalInt color(Origin origin) {
    Roi roi =
        origin.roi().isEmpty()
            ? null
            : RoiDecoder.openFromByteArray(Base64.getDecoder().decode(origin.roi()));
    return roi == null || roi.getStrokeColor() == null
        ? OptionalInt.empty()
        : OptionalInt.of(roi.getStrokeColor().getRGB() & 0xFFFFFF);
  }

  /** The first way to write a source that means the very same thing. */
  private static Optional<String> nameOf(List<BoundImage> images, Workspace workspace) {
    if (images.size() != 1) {
      return Optional.empty();
    }
    BoundImage image = images.get(0);
    SourceText.Piece roi = SourceText.Piece.literal(image.origin().roiName());
    return List.of(
            SourceText.of(image.origin().title(), roi), SourceText.of(image.origin().roiName()))
        .stream()
        .filter(where -> means(where, image, workspace))
        .map(BindingText::format)
        .findFirst();
  }

  private static boolean means(SourceText where, BoundImage image, Workspace workspace) {
    try {
      List<BoundImage> found =
          bind(
                  "x",
                  List.of(BindingText.parseSource(BindingText.format(where))),
                  Settings.DEFAULT_MODEL,
                  workspace)
              .request()
              .images();
      return found.size() == 1
          && found.get(0).origin().equals(image.origin())
          && found.get(0).picture().equals(image.picture());
    } catch (IllegalArgumentException e) {
      return false; // it means nothing, or more than one thing
    }
  }
}
