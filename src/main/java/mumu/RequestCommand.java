package mumu;

import ij.ImagePlus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mumu.request.GenerationRequest;
import mumu.request.OptionString;
import org.scijava.ItemIO;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;

/**
 * A SciJava command with the options of {@code MUMU Generate...} as typed parameters; what is not
 * given, or −1, takes the model's default.
 *
 * <p>NB: nothing persists: what one script gave must not turn up in the next.
 */
abstract class RequestCommand implements Command {
  /** NB: not null, which SciJava would fill with 0, a value that means something else. */
  private static final int UNSET = -1;

  @Parameter protected MumuService mumu;

  @Parameter(persist = false)
  private String prompt;

  @Parameter(persist = false, required = false)
  private String bind;

  /** The active image; regions without a title are looked up in it. */
  @Parameter(persist = false, required = false)
  private ImagePlus image;

  /** By slot: what {@link MumuService#generate(GenerationRequest, Map)} takes. */
  @Parameter(persist = false, required = false)
  private Map<String, ?> images;

  @Parameter(persist = false, required = false)
  private String model;

  @Parameter(persist = false, required = false)
  private String device;

  @Parameter(persist = false, required = false)
  private String scheduler;

  @Parameter(persist = false, required = false)
  private int steps = UNSET;

  @Parameter(persist = false, required = false)
  private double guidance = UNSET;

  @Parameter(persist = false, required = false)
  private long seed = UNSET;

  @Parameter(persist = false, required = false)
  private int width = UNSET;

  @Parameter(persist = false, required = false)
  private int height = UNSET;

  @Parameter(persist = false, required = false)
  private int count = UNSET;

  @Parameter(persist = false, required = false)
  private double variety = UNSET;

  @Parameter(persist = false, required = false)
  private String negative;

  @Parameter(persist = false, required = false)
  private double strength = UNSET;

  @Parameter(persist = false, required = false)
  private String init;

  @Parameter(persist = false, required = false)
  private String finetune;

  @Parameter(type = ItemIO.OUTPUT)
  private ImagePlus result;

  /** What this command does with the request. */
  abstract ImagePlus make(GenerationRequest request, Map<String, ?> given)
      throws java.io.IOException;

  @Override
  public void run() {
    ActiveImage.need(prompt, "prompt");
    Map<String, ?> given = images == null ? Map.of() : images;
    result = ActiveImage.during(image, () -> make(request(), given));
  }

  private static boolean isUnset(Object value) {
    return value == null || value instanceof Number number && number.doubleValue() == UNSET;
  }

  /** NB: through the option string, so that scripts and macros accept and refuse the same. */
  private GenerationRequest request() {
    Map<String, Object> values = new HashMap<>();
    values.put("model", model);
    values.put("device", device);
    values.put("scheduler", scheduler);
    values.put("steps", steps);
    values.put("guidance", guidance);
    values.put("seed", seed);
    values.put("width", width);
    values.put("height", height);
    values.put("count", count);
    values.put("variety", variety);
    values.put("negative", negative);
    values.put("strength", strength);
    values.put("init", init);
    values.put("finetune", finetune);
    values.put("bind", bind);
    values.put("prompt", prompt);
    return OptionString.parse(join(values));
  }

  /** The option string of what is set. */
  static String join(Map<String, Object> values) {
    Map<String, String> texts = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (!isUnset(value)) {
            texts.put(key, value.toString());
          }
        });
    return OptionString.join(texts, List.copyOf(texts.keySet()));
  }
}
