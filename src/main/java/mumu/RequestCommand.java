package mumu;

import ij.ImagePlus;
import java.util.HashMap;
import java.util.Map;
import mumu.request.GenerationRequest;
import mumu.request.OptionString;
import org.scijava.ItemIO;
import org.scijava.plugin.Parameter;

/** A SciJava command with the options of {@code MUMU Generate...} as typed parameters. */
abstract class RequestCommand extends OptionsCommand {
  @Parameter(persist = false)
  private String prompt;

  @Parameter(persist = false, required = false)
  private String scheduler;

  @Parameter(persist = false, required = false)
  private double guidance = UNSET;

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
    Parameters.need(prompt, "prompt");
    result = ActiveImage.during(image, () -> make(request(), given()));
  }

  private GenerationRequest request() {
    Map<String, Object> values = new HashMap<>();
    values.put("scheduler", scheduler);
    values.put("guidance", guidance);
    values.put("variety", variety);
    values.put("negative", negative);
    values.put("strength", strength);
    values.put("init", init);
    values.put("finetune", finetune);
    values.put("prompt", prompt);
    return OptionString.parse(options(values));
  }
}
