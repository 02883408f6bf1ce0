package mumu;

import ij.ImagePlus;
import ij.gui.Roi;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mumu.imagej.Regions;
import mumu.imagej.Workspace;
import mumu.request.BindingText;
import mumu.request.ImageSource;
import mumu.request.SourceText;
import org.scijava.Priority;
import org.scijava.convert.AbstractConverter;
import org.scijava.convert.ConvertService;
import org.scijava.convert.Converter;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** What SciJava can make {@link Regions} of, for parameters and for MumuService. */
final class RegionsConverters {
  private RegionsConverters() {}

  /** An image: its selection, or all of it. */
  @Plugin(type = Converter.class)
  public static final class FromImage extends ToRegions<ImagePlus> {
    @Override
    Regions regions(ImagePlus image) {
      return Regions.of(image);
    }

    @Override
    public Class<ImagePlus> getInputType() {
      return ImagePlus.class;
    }
  }

  /**
   * A ROI on its own image or, where it belongs to none, as those of a list, on the active one.
   *
   * <p>NB: a ROI is also a series of points.
   */
  @Plugin(type = Converter.class, priority = Priority.HIGH)
  public static final class FromRoi extends ToRegions<Roi> {
    @Override
    Regions regions(Roi roi) {
      ImagePlus image =
          Optional.ofNullable(roi.getImage())
              .or(() -> Workspace.current().active())
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "%s belongs to no image and none is open: give mumu.region(image, roi)"
                              .formatted(roi)));
      return Regions.of(image, roi);
    }

    @Override
    public Class<Roi> getInputType() {
      return Roi.class;
    }
  }

  /**
   * A source as in {@code bind}, among the open images, e.g. {@code Labels:label 7}.
   *
   * <p>NB: not every language's text is a String.
   */
  @Plugin(type = Converter.class)
  public static final class FromText extends ToRegions<CharSequence> {
    @Override
    Regions regions(CharSequence source) {
      ImageSource read = BindingText.parseSource(source.toString());
      if (!read.equals(new ImageSource(read.where()))) {
        throw new IllegalArgumentException(
            "'%s' cannot have @weight, !box or !mask here: write it in bind=[…]".formatted(source));
      }
      return Regions.find(read.where(), Workspace.current());
    }

    @Override
    public Class<CharSequence> getInputType() {
      return CharSequence.class;
    }
  }

  /** A file, as its path in {@code bind}. */
  @Plugin(type = Converter.class)
  public static final class FromFile extends ToRegions<File> {
    @Override
    Regions regions(File file) {
      return Regions.find(SourceText.of(file.getPath()), Workspace.current());
    }

    @Override
    public Class<File> getInputType() {
      return File.class;
    }
  }

  /**
   * A file, as its path in {@code bind}.
   *
   * <p>NB: a path is also a series of names.
   */
  @Plugin(type = Converter.class, priority = Priority.HIGH)
  public static final class FromPath extends ToRegions<Path> {
    @Override
    Regions regions(Path path) {
      return Regions.find(SourceText.of(path.toString()), Workspace.current());
    }

    @Override
    public Class<Path> getInputType() {
      return Path.class;
    }
  }

  /** Several, each of which can be converted: several examples of one thing. */
  @Plugin(type = Converter.class)
  public static final class FromSeries extends ToRegions<Iterable<?>> {
    @Parameter private ConvertService converters;

    @Override
    Regions regions(Iterable<?> several) {
      return joined(several, converters).orElse(null);
    }

    @Override
    @SuppressWarnings("unchecked") // every series is one of something
    public Class<Iterable<?>> getInputType() {
      return (Class<Iterable<?>>) (Class<?>) Iterable.class;
    }
  }

  /** An array of what can be converted. */
  @Plugin(type = Converter.class)
  public static final class FromArray extends ToRegions<Object[]> {
    @Parameter private ConvertService converters;

    @Override
    Regions regions(Object[] several) {
      return joined(Arrays.asList(several), converters).orElse(null);
    }

    @Override
    public Class<Object[]> getInputType() {
      return Object[].class;
    }
  }

  /** An array of JavaScript, which Nashorn shows to Java as a map of its indices from "0" on. */
  @Plugin(type = Converter.class)
  public static final class FromIndexed extends ToRegions<Map<?, ?>> {
    @Parameter private ConvertService converters;

    @Override
    Regions regions(Map<?, ?> several) {
      List<Object> items = new ArrayList<>();
      while (several.containsKey("" + items.size())) {
        items.add(several.get("" + items.size()));
      }
      return items.size() == several.size() ? joined(items, converters).orElse(null) : null;
    }

    @Override
    @SuppressWarnings("unchecked") // every map is one of something
    public Class<Map<?, ?>> getInputType() {
      return (Class<Map<?, ?>>) (Class<?>) Map.class;
    }
  }

  /** All regions in their order; nothing when there is none or one cannot be converted. */
  private static Optional<Regions> joined(Iterable<?> several, ConvertService converters) {
    Optional<Regions> all = Optional.empty();
    for (Object one : several) {
      Regions next = one instanceof Regions given ? given : converters.convert(one, Regions.class);
      if (next == null) {
        return Optional.empty();
      }
      all = Optional.of(all.map(before -> before.and(next)).orElse(next));
    }
    return all;
  }

  /**
   * NB: SciJava's own contract is null for what cannot be converted; a mistake of the user is
   * thrown.
   */
  private abstract static class ToRegions<I> extends AbstractConverter<I, Regions> {
    abstract Regions regions(I input);

    @Override
    public <T> T convert(Object source, Class<T> type) {
      return type.cast(regions(getInputType().cast(source)));
    }

    @Override
    public Class<Regions> getOutputType() {
      return Regions.class;
    }
  }
}
