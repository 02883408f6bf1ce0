package mumu;

import ij.ImagePlus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/**
 * {@code MUMU Make Training Data...} for scripts: by class, without a menu entry of its own. What
 * is not given, or −1, takes its default.
 */
@Plugin(type = Command.class, visible = false)
public class MakeTrainingDataCommand implements Command {
  /** NB: not null, which SciJava would fill with 0. */
  private static final int UNSET = -1;

  @Parameter private MumuService mumu;

  /** The active image, whose regions are the examples. */
  @Parameter(persist = false, required = false)
  private ImagePlus image;

  /** By class, instead of the image's regions. */
  @Parameter(persist = false, required = false)
  private Map<String, ?> images;

  @Parameter(persist = false, required = false)
  private String bind;

  @Parameter(persist = false, required = false)
  private String model;

  @Parameter(persist = false, required = false)
  private String device;

  @Parameter(persist = false, required = false)
  private int steps = UNSET;

  @Parameter(persist = false, required = false)
  private long seed = UNSET;

  @Parameter(persist = false, required = false)
  private int width = UNSET;

  @Parameter(persist = false, required = false)
  private int height = UNSET;

  @Parameter(persist = false, required = false)
  private int count = UNSET;

  @Parameter(persist = false, required = false)
  private int fewest = UNSET;

  @Parameter(persist = false, required = false)
  private int most = UNSET;

  @Parameter(persist = false, required = false)
  private String ground;

  @Parameter(persist = false, required = false)
  private String folder;

  /** Not set where the pictures are in a folder. */
  @Parameter(type = ItemIO.OUTPUT)
  private ImagePlus pictures;

  @Parameter(type = ItemIO.OUTPUT)
  private ImagePlus labels;

  @Override
  public void run() {
    Map<String, ?> given = images == null ? Map.of() : images;
    List<ImagePlus> made = ActiveImage.during(image, () -> mumu.trainingData(options(), given));
    if (!made.isEmpty()) {
      pictures = made.get(0);
      labels = made.get(1);
    }
  }

  private String options() {
    Map<String, Object> values = new HashMap<>();
    values.put("bind", bind);
    values.put("model", model);
    values.put("device", device);
    values.put("steps", steps);
    values.put("seed", seed);
    values.put("width", width);
    values.put("height", height);
    values.put("count", count);
    values.put("fewest", fewest);
    values.put("most", most);
    values.put("ground", ground);
    values.put("folder", folder);
    return RequestCommand.join(values);
  }
}
