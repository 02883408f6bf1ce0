package mumu.imagej;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import java.awt.Color;
import java.awt.Image;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A plane of an image as its window shows it: display range, LUT and, for a composite, all active
 * channels.
 *
 * <p>ImageJ itself maps values to colours, on copies of the pixels, so that the result is what is
 * seen on screen to the bit and nothing of the image changes, not even the slice it shows. NaN
 * becomes the low end of the range, infinities its ends.
 */
final class Display {
  private static final String PROJECTION = "CompositeProjection";

  private final ImagePlus image;
  private final Plane plane;

  Display(ImagePlus image, Plane plane) {
    this.image = image;
    this.plane = plane;
  }

  /** Whether an image is shown without colours: neither RGB nor with a colour table. */
  static boolean isGrey(ImagePlus image) {
    if (image.isComposite()) {
      return image.getDisplayMode() == IJ.GRAYSCALE
          || Arrays.stream(image.getLuts()).noneMatch(Display::isColored);
    }
    return image.getBitDepth() != 24 && !image.getProcessor().isColorLut();
  }

  private static boolean isColored(LUT lut) {
    ImageProcessor sample = new ByteProcessor(1, 1);
    sample.setLut(lut);
    return sample.isColorLut();
  }

  /** Colours of the pixels in an area inside the image, row-major, {@code 0x00RRGGBB}. */
  int[] colors(Rectangle area) {
    if (!layered()) {
      return colors(layer(area, plane.channel()));
    }
    List<Integer> channels = activeChannels();
    if (channels.isEmpty()) {
      return new int[area.width * area.height];
    }
    if (channels.size() == 1) {
      return colors(layer(area, channels.get(0)));
    }
    return colors(blend(area, channels));
  }

  /**
   * Share of an area's pixels, of those in the cut, that lie above the display range of a channel.
   */
  double above(Cut cut) {
    return image.getBitDepth() == 24
        ? 0
        : channels().mapToDouble(channel -> above(cut, layer(cut.box(), channel))).max().orElse(0);
  }

  private static double above(Cut cut, ImageProcessor layer) {
    int inside = 0;
    int above = 0;
    for (int i = 0; i < layer.getPixelCount(); i++) {
      if (cut.contains(i)) {
        inside++;
        above += layer.getf(i) > layer.getMax() ? 1 : 0;
      }
    }
    return above / (double) inside;
  }

  /**
   * Share of the display range that the pixels of an area take, of the channel with the largest; 1
   * where another range would show no more: of colours, of one value, and above the range.
   */
  double contrast(Rectangle area) {
    return image.getBitDepth() == 24
        ? 1
        : channels().mapToDouble(channel -> contrast(layer(area, channel))).max().orElse(1);
  }

  private static double contrast(ImageProcessor layer) {
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < layer.getPixelCount(); i++) {
      double value = layer.getf(i);
      if (Double.isFinite(value)) {
        low = Math.min(low, value);
        high = Math.max(high, value);
      }
    }
    double range = layer.getMax() - layer.getMin();
    return low < high && high <= layer.getMax() && range > 0
        ? Math.max(0, high - Math.max(low, layer.getMin())) / range
        : 1;
  }

  /** The channels that are drawn. */
  private Stream<Integer> channels() {
    return layered() ? activeChannels().stream() : Stream.of(plane.channel());
  }

  /** What was done, for the record: {@code 16-bit; display range 100–400; C 1 Z 3 T 1}. */
  String rule() {
    List<String> facts = new ArrayList<>();
    int bits = image.getBitDepth();
    facts.add(bits == 24 ? "RGB" : bits + "-bit");
    if (layered()) {
      facts.add(
          "composite of "
              + activeChannels().stream().map(this::channelRule).collect(Collectors.joining("; ")));
    } else if (bits != 24) {
      ImageProcessor sample = layer(new Rectangle(1, 1), plane.channel());
      facts.add(range(sample.getMin(), sample.getMax()));
      facts.add(
          sample.isColorLut()
              ? "colour LUT"
              : sample.isInvertedLut() ? "inverted LUT" : "grey LUT");
    }
    if (image.getStackSize() > 1) {
      facts.add("C " + plane.channel() + " Z " + plane.slice() + " T " + plane.frame());
    }
    return String.join("; ", facts);
  }

  private String channelRule(int channel) {
    LUT lut = channelLut(channel);
    return "channel " + channel + ", " + range(lut.min, lut.max);
  }

  /** Whether several channels are drawn on top of each other. */
  private boolean layered() {
    return image.isComposite()
        && image.getNChannels() > 1
        && image.getDisplayMode() == IJ.COMPOSITE;
  }

  private List<Integer> activeChannels() {
    boolean[] active = ((CompositeImage) image).getActiveChannels();
    return IntStream.rangeClosed(1, image.getNChannels())
        .filter(channel -> channel <= active.length && active[channel - 1])
        .boxed()
        .toList();
  }

  /** A copy of an area of one channel that has the colours the channel is shown in. */
  private ImageProcessor layer(Rectangle area, int channel) {
    int index = plane.index(image, channel);
    // NB: the stack of a single image is made on demand, and making it would change what a later
    // Save As writes; the shown slice of a virtual stack may hold unsaved edits.
    ImageProcessor source =
        index == image.getCurrentSlice()
            ? image.getProcessor()
            : image.getImageStack().getProcessor(index);
    ImageProcessor copy = source.createProcessor(area.width, area.height);
    copy.insert(source, -area.x, -area.y);
    if (image.isComposite()) {
      copy.setLut(channelLut(channel));
    }
    return copy;
  }

  private LUT channelLut(int channel) {
    LUT lut = ((CompositeImage) image).getLuts()[channel - 1];
    if (image.getDisplayMode() != IJ.GRAYSCALE) {
      return lut;
    }
    LUT gray = LUT.createLutFromColor(Color.WHITE);
    gray.min = lut.min;
    gray.max = lut.max;
    return gray;
  }

  /** Inactive channels are left out, so that each blend of ImageJ sees only what is shown. */
  private Image blend(Rectangle area, List<Integer> channels) {
    ImageStack layers = new ImageStack(area.width, area.height);
    channels.forEach(channel -> layers.addSlice(layer(area, channel)));
    ImagePlus flat = new ImagePlus("", layers);
    flat.setDimensions(channels.size(), 1, 1);
    CompositeImage composite = new CompositeImage(flat, CompositeImage.COMPOSITE);
    composite.setLuts(channels.stream().map(this::channelLut).toArray(LUT[]::new));
    if (image.getProp(PROJECTION) != null) {
      composite.setProp(PROJECTION, image.getProp(PROJECTION));
    }
    composite.updateImage();
    return composite.getImage();
  }

  private static int[] colors(ImageProcessor layer) {
    return layer instanceof ColorProcessor
        ? masked((int[]) layer.getPixels())
        : colors(layer.createImage());
  }

  private static int[] colors(Image drawn) {
    BufferedImage pixels = (BufferedImage) drawn;
    return masked(
        pixels.getRGB(0, 0, pixels.getWidth(), pixels.getHeight(), null, 0, pixels.getWidth()));
  }

  private static int[] masked(int[] argb) {
    return IntStream.of(argb).map(color -> color & 0xFFFFFF).toArray();
  }

  private static String range(double minimum, double maximum) {
    return "display range " + number(minimum) + "–" + number(maximum);
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
