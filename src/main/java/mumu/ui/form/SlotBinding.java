package mumu.ui.form;

import java.util.List;
import java.util.stream.Collectors;
import mumu.request.Binding;
import mumu.request.BindingText;
import mumu.request.CropMode;
import mumu.request.ImageSource;

/**
 * What a row of the panel says about its slot.
 *
 * @param text sources as in {@code bind=[slot=…]}, joined by {@code +}; blank to go by the name
 * @param weight 0 to 2, for sources that do not say their own
 * @param crop for sources that do not say their own
 */
public record SlotBinding(String text, double weight, CropMode crop) {
  /** Bound by its name. */
  public static final SlotBinding BY_NAME =
      new SlotBinding("", ImageSource.NEUTRAL_WEIGHT, CropMode.AUTO);

  /** The row that means these sources. */
  public static SlotBinding of(List<ImageSource> sources) {
    ImageSource first = sources.get(0);
    boolean alike =
        sources.stream().allMatch(it -> it.weight() == first.weight() && it.crop() == first.crop());
    String text =
        sources.stream()
            .map(it -> alike ? BindingText.format(it.where()) : BindingText.format(it))
            .collect(Collectors.joining(" + "));
    return alike ? new SlotBinding(text, first.weight(), first.crop()) : BY_NAME.withText(text);
  }

  public boolean isByName() {
    return text.isBlank();
  }

  /**
   * None for a slot that goes by its name.
   *
   * @throws IllegalArgumentException naming the position of what cannot be read
   */
  public List<ImageSource> sources() {
    if (isByName()) {
      return List.of();
    }
    List<Binding> read = BindingText.parse("slot=" + text);
    if (read.size() != 1) {
      throw new IllegalArgumentException(
          "a row holds the sources of one slot: expected them joined by +, found '" + text + "'");
    }
    return read.get(0).sources().stream().map(this::completed).toList();
  }

  private ImageSource completed(ImageSource source) {
    return new ImageSource(
        source.where(),
        source.weight() == ImageSource.NEUTRAL_WEIGHT ? weight : source.weight(),
        source.crop() == CropMode.AUTO ? crop : source.crop());
  }

  SlotBinding withText(String changed) {
    return new SlotBinding(changed, weight, crop);
  }

  SlotBinding withWeight(double changed) {
    return new SlotBinding(text, changed, crop);
  }

  SlotBinding withCrop(CropMode changed) {
    return new SlotBinding(text, weight, changed);
  }
}
