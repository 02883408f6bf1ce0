package mumu;

import ij.ImagePlus;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import mumu.imagej.Regions;
import mumu.imagej.Workspace;
import mumu.request.BindingText;
import mumu.request.ImageSource;
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

  /** A source as in {@code bind}, among the open images, e.g. {@code Labels:label 7}. */
  @Plugin(type = Converter.class)
  public static final class FromText extends ToRegions<String> {
    @Override
    Regions regions(String source) {
      ImageSource read = BindingText.parseSource(source);
      if (!read.equals(new ImageSource(read.where()))) {
        throw new IllegalArgumentException(
            "'%s' cannot have @weight, !box or !mask here: write it in bind=[…]".formatted(source));
      }
      return Regions.find(read.where(), Workspace.current());
    }

    @Override
    public Class<String> getInputType() {
      return String.class;
    }
  }

  /** Several, each of which can be converted: several examples of one thing. */
  @Plugin(type = Converter.class)
  public static final class FromCollection extends ToRegions<Collection<?>> {
    @Parameter private ConvertService converters;

    @Override
    Regions regions(Collection<?> several) {
      return joined(several, converters).orElse(null);
    }

    @Override
    @SuppressWarnings("unchecked") // every collection is one of something
    public Class<Collection<?>> getInputType() {
      return (Class<Collection<?>>) (Class<?>) Collection.class;
    }
  }

  /** An array of what can be converted. */
  @Plugin(type = Converter.class)
  public static final class FromArray extends ToRegions<Object[]> {
    @Parameter private ConvertService converters;

    @Override
    Regions regions(Object[] several) {
      return joined(List.of(several), converters).orElse(null);
    }

    @Override
    public Class<Object[]> getInputType() {
      return Object[].class;
    }
  }

  /** All regions in their order; nothing when there is none or one cannot be converted. */
  private static Optional<Regions> joined(Collection<?> several, ConvertService converters) {
    Optional<Regions> all = Optional.empty();
    for (Iterator<?> each = several.iterator(); each.hasNext(); ) {
      Object one = each.next();
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
