package mumu.imagej;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import mumu.request.Binding;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.CropMode;
import mumu.request.GenerationRequest;
import mumu.request.ImageSource;
import mumu.request.SourceText;

/** Finds the images of every slot and takes their pixels; afterwards no open image is needed. */
public final class Binder {
  private final Workspace workspace;
  private final SourceResolver resolver;
  private final List<BoundImage> images = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();

  private Binder(Workspace workspace) {
    this.workspace = workspace;
    resolver = new SourceResolver(workspace);
  }

  /**
   * Resolves the request's sources, binds the other slots by name, and cuts the pictures. Images
   * come in the order of the prompt's slots, each slot once; a slot without image is just words.
   *
   * @throws IllegalArgumentException naming the slot or source that cannot be bound, and what to do
   */
  public static Bound bind(GenerationRequest request, Workspace workspace) {
    return bind(request, workspace, Map.of());
  }

  /**
   * The same, with regions a script gives as objects.
   *
   * @param given by slot, case and spaces ignored
   * @throws IllegalArgumentException also for a slot that is not in the prompt or bound twice
   */
  public static Bound bind(
      GenerationRequest request, Workspace workspace, Map<String, Regions> given) {
    return new Binder(workspace).bind(request, bySlot(request, given));
  }

  /** How to write all regions that are called like a slot, where it is not clear which is meant. */
  public static Optional<SourceText> several(String slot, Workspace workspace) {
    return new SourceResolver(workspace).several(slot);
  }

  private static Map<String, Regions> bySlot(
      GenerationRequest request, Map<String, Regions> given) {
    Map<String, Regions> bySlot = new HashMap<>();
    given.forEach(
        (name, regions) -> {
          String slot =
              request
                  .prompt()
                  .slot(name)
                  .orElseThrow(
                      () ->
                          new IllegalArgumentException(
                              "the images given for '%s' have no slot: expected one of %s"
                                  .formatted(name, request.prompt().slots())));
          boolean written = request.bindings().stream().anyMatch(it -> it.slot().equals(slot));
          if (written || bySlot.put(slot, regions) != null) {
            throw new IllegalArgumentException(
                "the slot {%s} is bound twice: expected its images once, all together"
                    .formatted(slot));
          }
        });
    return bySlot;
  }

  private Bound bind(GenerationRequest request, Map<String, Regions> given) {
    Map<String, List<ImageSource>> written =
        request.bindings().stream().collect(Collectors.toMap(Binding::slot, Binding::sources));
    for (String slot : request.prompt().slots()) {
      if (given.containsKey(slot)) {
        given
            .get(slot)
            .found()
            .forEach(found -> bind(slot, found, CropMode.AUTO, ImageSource.NEUTRAL_WEIGHT));
      } else if (written.containsKey(slot)) {
        written.get(slot).forEach(source -> bind(slot, source));
      } else {
        resolver
            .called(slot)
            .ifPresent(found -> bind(slot, found, CropMode.AUTO, ImageSource.NEUTRAL_WEIGHT));
      }
    }
    Set<String> bound = images.stream().map(BoundImage::slot).collect(Collectors.toSet());
    warnings.addAll(NearNames.notes(request.prompt(), bound, workspace.names()));
    if (bound.isEmpty()) {
      NearNames.unnamed(request.prompt(), workspace).ifPresent(warnings::add);
    }
    Optional<BoundImage> init = request.settings().init().map(this::init);
    return new Bound(new BoundRequest(request, images, init), warnings);
  }

  private void bind(String slot, ImageSource source) {
    List<Found> all = resolver.resolve(source.where());
    all.forEach(found -> bind(slot, found, source.crop(), source.weight()));
  }

  private void bind(String slot, Found found, CropMode mode, double weight) {
    Crops crop = Crops.bound(found, mode);
    images.add(new BoundImage(slot, crop.picture(), weight, crop.origin()));
    warnings.addAll(crop.warnings());
  }

  private BoundImage init(ImageSource source) {
    List<Found> found = resolver.resolve(source.where());
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          "init must be one image, but its source means " + found.size() + ". Name one of them.");
    }
    Crops crop = Crops.init(found.get(0), source.crop());
    warnings.addAll(crop.warnings());
    return new BoundImage("init", crop.picture(), source.weight(), crop.origin());
  }
}
