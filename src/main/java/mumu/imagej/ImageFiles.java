package mumu.imagej;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Path;

/** Opens and saves images without ImageJ's menus, so that it works in plain headless ImageJ. */
public final class ImageFiles {
  private ImageFiles() {}

  /**
   * Opens a TIFF, PNG, JPEG, GIF, BMP, PGM, DICOM or FITS file; the image is not shown.
   *
   * @throws IOException naming the file when it is absent, damaged or no image
   */
  public static ImagePlus open(Path path) throws IOException {
    throw new UnsupportedOperationException("not yet: " + path);
  }

  /**
   * Saves as {@code .tif}/{@code .tiff} (all slices and properties) or {@code .png} (the slice
   * shown, as displayed). A generated image keeps its request and is marked as made by a model. The
   * file is written beside its place and then moved there: it is whole or unchanged.
   *
   * @throws IOException naming the file and what to do
   */
  public static void save(ImagePlus image, Path path) throws IOException {
    throw new UnsupportedOperationException("not yet: " + image + path);
  }
}
