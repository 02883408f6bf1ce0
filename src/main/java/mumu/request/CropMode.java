package mumu.request;

/** What becomes of the pixels around a ROI: cut away, kept, or as the ROI's type suggests. */
public enum CropMode {
  /** Rectangles keep their box, every other area ROI is cut out. */
  AUTO,
  /** {@code !mask}: cut out the shape, the background becomes the bundle's fill. */
  MASK,
  /** {@code !box}: keep the whole bounding box. */
  BOX
}
