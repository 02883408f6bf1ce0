package mumu.imagej;

import mumu.request.GenerationRequest;

/** Finds the images of every slot and takes their pixels; afterwards no open image is needed. */
public final class Binder {
  private Binder() {}

  /**
   * Resolves the request's sources, binds the other slots by name, and cuts the pictures.
   *
   * @throws IllegalArgumentException naming the slot or source that cannot be bound, and what to do
   */
  public static Bound bind(GenerationRequest request, Workspace workspace) {
    throw new UnsupportedOperationException("not yet: " + request + workspace);
  }
}
