package mumu;

import ij.ImagePlus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;

/** {@code MUMU Make Training Data...} for scripts: by class, without a menu entry of its own. */
@Plugin(type = Command.class, visible = false)
public class MakeTrainingDataCommand extends OptionsCommand {
  @Parameter(persist = false, required = false)
  private int fewest = UNSET;

  @Parameter(persist = false, required = false)
  private int most = UNSET;

  @Parameter(persist = false, required = false)
  private double scale = UNSET;

  @Parameter(persist = false, required = false)
  private double touching = UNSET;

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
    Map<String, Object> own = new HashMap<>();
    own.put("fewest", fewest);
    own.put("most", most);
    own.put("scale", scale);
    own.put("touching", touching);
    own.put("ground", ground);
    own.put("folder", folder);
    List<ImagePlus> made =
        ActiveImage.during(image, () -> mumu.trainingData(options(own), given()));
    if (!made.isEmpty()) {
      pictures = made.get(0);
      labels = made.get(1);
    }
  }
}
