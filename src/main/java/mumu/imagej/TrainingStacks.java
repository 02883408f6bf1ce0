package mumu.imagej;

import com.google.gson.JsonObject;
import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Two stacks in memory: pictures with the outlines of their things, and labels. */
public final class TrainingStacks implements TrainingTarget {
  private static final String TITLE = "MUMU: training pictures";

  private final TrainingRecord record;
  private final List<Kept> pictures = new ArrayList<>();

  /** NB: not the image, whose stored request has the pixels of all its regions. */
  private record Kept(String label, ImageProcessor pixels, List<Roi> things) {}

  /**
   * @param record what the pictures are made by
   */
  public TrainingStacks(TrainingRecord record) {
    this.record = record;
  }

  @Override
  public boolean has(int number) {
    return false;
  }

  @Override
  public void add(int number, ImagePlus picture) {
    pictures.add(
        new Kept(
            picture.getProp(Results.SLICE_LABEL),
            picture.getProcessor(),
            LabelImage.things(picture)));
  }

  @Override
  public int size() {
    return pictures.size();
  }

  @Override
  public String where() {
    return "two stacks";
  }

  @Override
  public void close() {}

  /**
   * The pictures, not shown; only with at least one. Their labels are {@link LabelImage#of}.
   *
   * @param usedTitles titles the new image must differ from
   */
  public ImagePlus stack(Collection<String> usedTitles) {
    ImageStack stack = new ImageStack();
    for (Kept picture : pictures) {
      stack.addSlice(picture.label(), picture.pixels());
      int position = pictures.size() > 1 ? stack.size() : 0;
      picture.things().forEach(thing -> thing.setPosition(position));
    }
    ImagePlus made = new ImagePlus(Results.unique(TITLE, usedTitles), stack);
    record.pixelSize().ifPresent(size -> size.set(made));
    JsonObject result = new JsonObject();
    StoredThings.write(pictures.stream().map(Kept::things).toList(), result, made);
    made.setProp(Results.RESULT, Results.json(result));
    made.setProp(AiOrigin.KEY, AiOrigin.TRAINED_MEDIA);
    made.setProperty(
        "Info", "Made by a generative model (" + AiOrigin.TRAINED_MEDIA + ")\n" + record.json());
    Things.hide(pictures.stream().flatMap(it -> it.things().stream()).toList(), made);
    return made;
  }
}
