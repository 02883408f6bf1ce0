package mumu;

import ij.ImagePlus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mumu.request.OptionString;
import org.scijava.command.Command;
import org.scijava.plugin.Parameter;

/**
 * A SciJava command whose typed parameters are options of a menu command; what is not given, or −1,
 * takes its default.
 *
 * <p>NB: nothing persists: what one script gave must not turn up in the next.
 */
abstract class OptionsCommand implements Command {
  /** NB: not null, which SciJava would fill with 0, a value that means something else. */
  static final int UNSET = -1;

  @Parameter protected MumuService mumu;

  @Parameter(persist = false, required = false)
  private String bind;

  /** The active image; regions are looked up in it. */
  @Parameter(persist = false, required = false)
  protected ImagePlus image;

  /** By slot or class: what stands for it instead of regions that are looked up. */
  @Parameter(persist = false, required = false)
  private Map<String, ?> images;

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

  /** The images given by slot or class. */
  final Map<String, ?> given() {
    return images == null ? Map.of() : images;
  }

  /**
   * The option string of what is set.
   *
   * <p>NB: a string, so that scripts and macros accept and refuse the same.
   *
   * @param own the options of this command alone; null and −1 are not set
   */
  final String options(Map<String, Object> own) {
    Map<String, Object> values = new HashMap<>(own);
    values.put("bind", bind);
    values.put("model", model);
    values.put("device", device);
    values.put("steps", steps);
    values.put("seed", seed);
    values.put("width", width);
    values.put("height", height);
    values.put("count", count);
    Map<String, String> texts = new TreeMap<>();
    values.forEach(
        (key, value) -> {
          if (!isUnset(value)) {
            texts.put(key, value.toString());
          }
        });
    return OptionString.join(texts, List.copyOf(texts.keySet()));
  }

  private static boolean isUnset(Object value) {
    return value == null || value instanceof Number number && number.doubleValue() == UNSET;
  }
}
