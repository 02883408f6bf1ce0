package mumu.command;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import mumu.imagej.ImageFiles;
import mumu.imagej.Results;
import mumu.pipeline.Progress;
import mumu.request.Binding;
import mumu.request.BindingText;
import mumu.request.GenerationRequest;
import mumu.request.OptionString;
import mumu.request.Prompt;

/**
 * The {@code Ext} functions of one macro: the name and the arguments in, text out.
 *
 * <p>A {@link Function} for the same reason as {@link Commands}.
 */
public final class Extensions implements Function<Object[], String> {
  private final List<Binding> bindings = new ArrayList<>();

  @Override
  public String apply(Object[] call) {
    try {
      return switch ((String) call[0]) {
        case "mumuGenerate" -> generate(MacroVariables.expand((String) call[1]));
        case "mumuBind" -> bind((String) call[1], (String) call[2]);
        case "mumuUnbind" -> unbind();
        case "mumuInfo" -> Results.info(image((String) call[1]));
        case "mumuLabels" -> id(MakeLabels.show(image((String) call[1])));
        case "mumuTrainingData" ->
            MakeTrainingData.perform(MacroVariables.expand((String) call[1]));
        case "mumuModels" -> String.join(",", Models.catalog().list().bundles().keySet());
        case "mumuManageModels" ->
            ManageModels.perform(ModelAction.parse(MacroVariables.expand((String) call[1])));
        case "mumuPaste" -> id(PasteIntoSelection.perform(MacroVariables.expand((String) call[1])));
        case "mumuOpen" -> open((String) call[1]);
        case "mumuSave" -> save((String) call[1]);
        case "mumuInstallCuda" -> InstallCuda.perform(CudaAction.parse((String) call[1]));
        case "mumuCheckDevice" -> CheckDevice.report(Progress.silent());
        default -> throw new IllegalArgumentException("MUMU has no function " + call[0]);
      };
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String generate(String options) throws IOException {
    GenerationRequest request = withBindings(OptionString.parse(options));
    return id(Production.generate(Generate.bind(request), Progress.silent()));
  }

  /** What {@code bind=} says about a slot counts more than an earlier mumuBind. */
  private GenerationRequest withBindings(GenerationRequest request) {
    List<Binding> all = new ArrayList<>(request.bindings());
    bindings.stream().filter(earlier -> !names(all, earlier.slot())).forEach(all::add);
    return request.withBindings(all);
  }

  /** Adds to the bindings of every mumuGenerate until mumuUnbind; the last one of a slot counts. */
  private String bind(String slot, String source) {
    List<Binding> read = BindingText.parse("slot=" + source);
    if (read.size() != 1) {
      throw new IllegalArgumentException(
          "mumuBind binds one slot: expected its source or sources joined by +, found '"
              + source
              + "'");
    }
    Binding binding = new Binding(slot, read.get(0).sources());
    bindings.removeIf(earlier -> names(List.of(binding), earlier.slot()));
    bindings.add(binding);
    return "";
  }

  private String unbind() {
    bindings.clear();
    return "";
  }

  private static boolean names(List<Binding> bindings, String slot) {
    return bindings.stream()
        .anyMatch(binding -> Prompt.matchKey(binding.slot()).equals(Prompt.matchKey(slot)));
  }

  /** Relative paths begin at the working folder or, for what is not there, at ImageJ's. */
  private static String open(String path) throws IOException {
    ImagePlus image = ImageFiles.open(Folders.find(path));
    Screen.show(image);
    return id(image);
  }

  private static String save(String path) throws IOException {
    ImageFiles.save(Screen.activeImage("mumuSave"), Folders.path(path));
    return "";
  }

  private static String id(ImagePlus image) {
    return String.valueOf(image.getID());
  }

  /** NB: ImageJ itself fails on a number above 0 where nothing is open. */
  private static ImagePlus image(String id) {
    boolean number = id.matches("-?[0-9]{1,9}") && WindowManager.getIDList() != null;
    ImagePlus image = number ? WindowManager.getImage(Integer.parseInt(id)) : null;
    if (image == null) {
      throw new IllegalArgumentException(
          "there is no open image with the ID '"
              + id
              + "': expected what mumuGenerate or mumuOpen gave back");
    }
    return image;
  }
}
