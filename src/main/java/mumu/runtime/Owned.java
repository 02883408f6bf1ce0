package mumu.runtime;

import java.util.ArrayDeque;
import java.util.Deque;

/** Native things that are opened one after another and closed together, the last first. */
public final class Owned implements NativeResource {
  private final Deque<NativeResource> resources = new ArrayDeque<>();

  /** Takes over a thing that was just opened. */
  public <R extends NativeResource> R add(R opened) {
    resources.push(opened);
    return opened;
  }

  /** Gives everything to somebody else; nothing is left to close. */
  public void release() {
    resources.clear();
  }

  /** Closes everything, even when some of it fails; the first failure is thrown. */
  @Override
  public void close() {
    GraphException first = null;
    while (!resources.isEmpty()) {
      try {
        resources.pop().close();
      } catch (GraphException e) {
        if (first == null) {
          first = e;
        } else {
          first.addSuppressed(e);
        }
      }
    }
    if (first != null) {
      throw first;
    }
  }
}
