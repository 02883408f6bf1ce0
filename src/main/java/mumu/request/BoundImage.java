package mumu.request;

import java.util.Objects;

/**
 * One image bound to a slot, as cut from its source: not padded, not resized; alpha is the mask.
 */
public record BoundImage(String slot, Picture picture, double weight, Origin origin) {
  public BoundImage {
    Objects.requireNonNull(slot, "slot");
    Objects.requireNonNull(picture, "picture");
    Objects.requireNonNull(origin, "origin");
    ImageSource.checkWeight(weight);
  }
}
