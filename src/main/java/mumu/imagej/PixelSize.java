package mumu.imagej;

import ij.ImagePlus;
import ij.measure.Calibration;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;

/**
 * How large a pixel is, of an image whose pixels are square.
 *
 * @param side of the pixel in the unit, above 0
 * @param unit as ImageJ calls it, such as µm
 */
public record PixelSize(double side, String unit) {
  /** NB: files round sides, so that those of a square may differ by such a share. */
  private static final double ROUNDING = 1e-4;

  /** NB: what differs by more also differs in four digits, as people are told it. */
  private static final double ALIKE = 1e-3;

  private static final MathContext DIGITS = new MathContext(4);

  /** Absent where the image has no scale, or its pixels are no squares. */
  static Optional<PixelSize> of(ImagePlus image) {
    Calibration calibration = image.getCalibration();
    double side = calibration.pixelWidth;
    boolean square = side > 0 && Math.abs(calibration.pixelHeight - side) <= ROUNDING * side;
    return calibration.scaled() && square
        ? Optional.of(new PixelSize(side, calibration.getUnit()))
        : Optional.empty();
  }

  /** Whether a pixel of the other is as large, but for a thousandth. */
  boolean same(PixelSize other) {
    return unit.equals(other.unit)
        && Math.abs(side - other.side) <= ALIKE * Math.min(side, other.side);
  }

  /**
   * @param scale pixels of the new image per pixel of this one
   */
  public PixelSize at(double scale) {
    return new PixelSize(side / scale, unit);
  }

  void set(ImagePlus image) {
    Calibration calibration = new Calibration(image);
    calibration.pixelWidth = side;
    calibration.pixelHeight = side;
    calibration.setUnit(unit);
    image.setCalibration(calibration);
  }

  /** For people: {@code 0.325 µm}. */
  @Override
  public String toString() {
    return new BigDecimal(side).round(DIGITS).stripTrailingZeros().toPlainString() + " " + unit;
  }
}
