package mumu.imagej;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.Opener;
import ij.io.TiffDecoder;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;

/** Opens and saves images without ImageJ's menus, so that it works in plain headless ImageJ. */
public final class ImageFiles {
  private static final Set<Integer> IMAGEIO_TYPES =
      Set.of(Opener.PNG, Opener.JPEG, Opener.GIF, Opener.BMP);
  private static final Set<Integer> OTHER_TYPES =
      Set.of(Opener.TIFF, Opener.PGM, Opener.DICOM, Opener.TIFF_AND_DICOM, Opener.FITS);
  private static final String XMP_KEYWORD = "XML:com.adobe.xmp";

  private ImageFiles() {}

  /**
   * Opens a TIFF, PNG, JPEG, GIF, BMP, PGM, DICOM or FITS file; the image is not shown. A picture
   * saved here as PNG gets its stored request back.
   *
   * @throws IOException naming the file when it is absent, damaged or no image
   */
  public static ImagePlus open(Path path) throws IOException {
    if (!Files.isRegularFile(path)) {
      throw new IOException(
          "There is no file '"
              + path
              + "'. Relative paths begin at "
              + Path.of("").toAbsolutePath());
    }
    Path file = path.toAbsolutePath();
    int type = new Opener().getFileType(file.toString());
    check(file, type);
    ImagePlus image;
    try {
      image = openQuietly(file, type);
    } catch (RuntimeException e) {
      // NB: ImageJ's readers trust their input and fail in any way; whatever it is, it is the file.
      throw new IOException(damaged(path, e.toString()), e);
    }
    if (image == null || image.getWidth() == 0 || image.getProcessor() == null) {
      throw new IOException(damaged(path, "ImageJ cannot read it"));
    }
    if (type == Opener.PNG) {
      restoreProvenance(image, PngText.read(Files.readAllBytes(file)));
    }
    Things.restore(image);
    return image;
  }

  /**
   * Saves as {@code .tif}/{@code .tiff} (all slices and properties) or {@code .png} (the slice
   * shown, as displayed). A generated image keeps its request and is marked as made by a model. The
   * file is written beside its place and then moved there: it is whole or unchanged.
   *
   * @throws IOException naming the file and what to do
   */
  public static void save(ImagePlus image, Path path) throws IOException {
    if (image.getProcessor() == null) {
      throw new IOException("'" + image.getTitle() + "' is closed and cannot be saved.");
    }
    String name = path.toString().toLowerCase(Locale.ROOT);
    if (name.endsWith(".png")) {
      byte[] png = png(image);
      AtomicFile.write(path, part -> Files.write(part, png));
    } else if (name.endsWith(".tif") || name.endsWith(".tiff")) {
      AtomicFile.write(path, part -> writeTiff(image, part));
    } else {
      throw new IOException("'" + path + "' must end in .tif, .tiff or .png.");
    }
    image.changes = false;
  }

  private static void writeTiff(ImagePlus image, Path part) throws IOException {
    TiffFile.write(image, part);
    if (Results.isGenerated(image)) {
      TiffFile.addXmp(part, AiOrigin.xmpBytes(image));
    }
  }

  private static byte[] png(ImagePlus image) throws IOException {
    int width = image.getWidth();
    int height = image.getHeight();
    int[] colors = new Display(image, Plane.shown(image)).colors(new Rectangle(width, height));
    BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    picture.setRGB(0, 0, width, height, colors, 0, width);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(picture, "png", out);
    return PngText.with(out.toByteArray(), provenance(image));
  }

  private static Map<String, String> provenance(ImagePlus image) {
    Map<String, String> texts = new LinkedHashMap<>();
    if (Results.isGenerated(image)) {
      texts.put(XMP_KEYWORD, AiOrigin.xmp(image));
      for (String key : Results.PROPERTIES) {
        if (image.getProp(key) != null) {
          texts.put(key, image.getProp(key));
        }
      }
      // NB: a PNG is the picture alone, so the same request always gives the same bytes.
      texts.computeIfPresent(Results.RESULT, (key, report) -> Results.withoutTimes(report));
    }
    return texts;
  }

  private static void restoreProvenance(ImagePlus image, Map<String, String> texts) {
    for (String key : Results.PROPERTIES) {
      if (texts.containsKey(key)) {
        image.setProp(key, texts.get(key));
      }
    }
  }

  /** What ImageJ's readers would report in a window, or not at all, is found out before. */
  private static void check(Path file, int type) throws IOException {
    try {
      if (IMAGEIO_TYPES.contains(type)) {
        if (ImageIO.read(file.toFile()) == null) {
          throw new IOException("no decoder understands it");
        }
      } else if (type == Opener.TIFF) {
        checkTiff(file);
      } else if (!OTHER_TYPES.contains(type)) {
        throw new IOException("it is no TIFF, PNG, JPEG, GIF, BMP, PGM, DICOM or FITS file");
      }
    } catch (IOException | RuntimeException e) {
      throw new IOException(damaged(file, e.getMessage()), e);
    }
  }

  /** ImageJ fills what is missing of a cut-off file with black. */
  private static void checkTiff(Path file) throws IOException {
    TiffFile.check(file);
    String folder = file.getParent() + File.separator;
    FileInfo[] images = directories(new TiffDecoder(folder, file.getFileName().toString()));
    if (images == null) {
      throw new IOException("it has no TIFF image");
    }
    long length = Files.size(file);
    for (FileInfo image : images) {
      long pixels = (long) image.width * image.height;
      if (pixels < 1 || pixels > Integer.MAX_VALUE) {
        throw new IOException("it claims " + image.width + " × " + image.height + " pixels");
      }
      if (end(image, pixels) > length) {
        throw new IOException("it ends before its pixels");
      }
    }
  }

  /** NB: a damaged file makes ImageJ ask for an array as large as the file claims, of whatever. */
  private static FileInfo[] directories(TiffDecoder decoder) throws IOException {
    try {
      return decoder.getTiffInfo();
    } catch (OutOfMemoryError e) {
      throw new IOException("its description claims more than fits into memory", e);
    }
  }

  private static long end(FileInfo image, long pixels) {
    if (image.compression <= FileInfo.COMPRESSION_NONE) {
      return image.getOffset() + pixels * image.getBytesPerPixel() * image.nImages;
    }
    long end = 0;
    for (int i = 0; image.stripOffsets != null && i < image.stripOffsets.length; i++) {
      end =
          Math.max(
              end, (image.stripOffsets[i] & 0xFFFFFFFFL) + (image.stripLengths[i] & 0xFFFFFFFFL));
    }
    return end;
  }

  private static ImagePlus openQuietly(Path file, int type) {
    if (type == Opener.PNG) {
      return Opener.openUsingImageIO(file.toString());
    }
    boolean redirected = IJ.redirectingErrorMessages();
    IJ.redirectErrorMessages(true);
    try {
      Opener opener = new Opener();
      opener.setSilentMode(true);
      return opener.openImage(file.toString());
    } finally {
      IJ.redirectErrorMessages(redirected);
    }
  }

  private static String damaged(Path path, String why) {
    return "'"
        + path
        + "' cannot be opened as an image: "
        + why
        + ". Open it in ImageJ to see more.";
  }
}
