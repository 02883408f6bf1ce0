package mumu.request;

/**
 * What a bundle takes where the user said nothing.
 *
 * @param scheduler a sampler's name, never {@code default}
 * @param seed drawn by the caller, 0 to 2³²−1
 * @param strength for image-to-image, 0 to 1
 */
public record Defaults(
    String scheduler,
    int steps,
    double guidance,
    long seed,
    int width,
    int height,
    double strength) {}
