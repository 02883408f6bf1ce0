package mumu.command;

import mumu.request.BoundImage;
import mumu.sampling.TorchPermutation;

/** How large the regions of a training set come out in its pictures. */
interface Sizes {
  /** As large as the model makes them: each fills the place that the model has for it. */
  Sizes OF_PLACES =
      new Sizes() {
        @Override
        public BoundImage thing(BoundImage thing, int things) {
          return thing;
        }

        @Override
        public BoundImage ground(BoundImage ground, TorchPermutation draws) {
          return ground;
        }

        @Override
        public int room(int side) {
          return Integer.MAX_VALUE;
        }

        @Override
        public boolean concerns(String warning) {
          return true;
        }
      };

  /**
   * @param things how many the picture shows
   * @return the thing as it is bound
   */
  BoundImage thing(BoundImage thing, int things);

  /**
   * @param draws decide which part of a large ground is shown
   * @return the ground as it is bound
   */
  BoundImage ground(BoundImage ground, TorchPermutation draws);

  /**
   * @param side pixels of the larger side of a thing in its image
   * @return how many such things a picture can show without any being made smaller
   */
  int room(int side);

  /**
   * @param warning of a model about a picture
   * @return whether it says what the user should know at these sizes
   */
  boolean concerns(String warning);
}
