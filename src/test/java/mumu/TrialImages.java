package mumu;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import javax.imageio.ImageIO;

/**
 * Turns cut-outs (PNG with transparency) into images with one named region each, for trials of the
 * embedded model through the macro functions; see src/main/python/mumu_tiny/macro.py.
 */
public final class TrialImages {
  private static final int MARGIN = 8;

  private TrialImages() {}

  /**
   * @param arguments the folder of the trials
   */
  public static void main(String[] arguments) throws IOException {
    File[] crops =
        new File(arguments[0]).listFiles((folder, name) -> name.matches(".*-\\d+-\\d\\.png"));
    if (crops == null) {
      throw new IOException("no folder of trials: " + arguments[0]);
    }
    for (File crop : crops) {
      String path = crop.getPath().replaceAll("png$", "tif");
      if (!new FileSaver(image(ImageIO.read(crop))).saveAsTiff(path)) {
        throw new IOException("cannot write " + path);
      }
    }
  }

  private static ImagePlus image(BufferedImage cutOut) {
    int width = cutOut.getWidth() + 2 * MARGIN;
    int height = cutOut.getHeight() + 2 * MARGIN;
    ColorProcessor colours = new ColorProcessor(width, height);
    ByteProcessor mask = new ByteProcessor(width, height);
    colours.setColor(0x808080);
    colours.fill();
    for (int y = 0; y < cutOut.getHeight(); y++) {
      for (int x = 0; x < cutOut.getWidth(); x++) {
        int argb = cutOut.getRGB(x, y);
        if (argb >>> 24 > 127) {
          colours.set(x + MARGIN, y + MARGIN, argb);
          mask.set(x + MARGIN, y + MARGIN, 255);
        }
      }
    }
    mask.setThreshold(128, 255, ImageProcessor.NO_LUT_UPDATE);
    Roi region = new ThresholdToSelection().convert(mask);
    region.setName("r");
    ImagePlus image = new ImagePlus("cut-out", colours);
    image.setOverlay(new Overlay(region));
    return image;
  }
}
