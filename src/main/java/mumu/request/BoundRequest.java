package mumu.request;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A request together with the pixels it stands for: everything that decides the result, so that it
 * can be repeated when the source images are closed.
 *
 * @param images bound images, slot by slot in the prompt's order
 * @param init image to start from; its alpha is 255 where it may be repainted, 0 elsewhere
 */
public record BoundRequest(
    GenerationRequest request, List<BoundImage> images, Optional<BoundImage> init) {
  public BoundRequest {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(init, "init");
    images = List.copyOf(images);
    for (BoundImage image : images) {
      if (!request.prompt().slots().contains(image.slot())) {
        throw new IllegalArgumentException(
            "the image for '%s' has no slot: expected one of %s, as in the prompt '%s'"
                .formatted(image.slot(), request.prompt().slots(), request.prompt().text()));
      }
    }
  }

  public BoundRequest withSettings(Settings changed) {
    return new BoundRequest(request.withSettings(changed), images, init);
  }
}
