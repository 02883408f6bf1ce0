package mumu.pipeline;

/** Size of a picture in pixels. */
public record CanvasSize(int width, int height) {}
