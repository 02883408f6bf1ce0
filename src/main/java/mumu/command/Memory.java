package mumu.command;

import ij.Prefs;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mumu.imagej.Binder;
import mumu.imagej.Workspace;
import mumu.request.Binding;
import mumu.request.BindingText;
import mumu.request.GenerationRequest;
import mumu.request.ImageSource;
import mumu.request.OptionString;
import mumu.request.Prompt;

/** What the dialog starts with: the last request, and the regions that have names now. */
final class Memory {
  private static final String KEY = "mumu.request";
  private static final String EXAMPLE = "a picture of a {man} and his {dog}";

  private static final Pattern STYLE = Pattern.compile("(?i)\\S\\s+style$");

  /** NB: these mean one image or one run, so a new run must not inherit them unseen. */
  private static final List<String> FORGOTTEN = List.of("seed", "bind", "init", "strength");

  /** More regions than a sentence of this kind is likely to want. */
  private static final int MOST_SUGGESTED = 4;

  private Memory() {}

  static void remember(GenerationRequest request) {
    Form form = Form.of(request);
    for (String key : FORGOTTEN) {
      form = form.with(key, "");
    }
    Prefs.set(KEY, OptionString.format(form.request()));
  }

  static Form start(Workspace workspace) {
    Form last = recalled();
    String prompt = prompt(last.text("prompt"), names(workspace));
    return last.with("prompt", prompt).with("bind", bind(Prompt.parse(prompt), workspace));
  }

  /** All regions of a name, for slots that several are called like and none could be chosen. */
  private static String bind(Prompt prompt, Workspace workspace) {
    return BindingText.format(
        prompt.slots().stream()
            .flatMap(
                slot ->
                    Binder.several(slot, workspace).stream()
                        .map(all -> new Binding(slot, List.of(new ImageSource(all)))))
            .toList());
  }

  /** The last sentence where its slots have regions, else one made from the regions' names. */
  static String prompt(String last, List<String> names) {
    if (names.isEmpty()) {
      return last.isBlank() ? EXAMPLE : last;
    }
    List<String> keys = names.stream().map(Prompt::matchKey).toList();
    boolean fits =
        !last.isBlank()
            && Prompt.parse(last).slots().stream().map(Prompt::matchKey).anyMatch(keys::contains);
    return fits ? last : sentence(names);
  }

  /** Without suggested bindings of slots that another sentence has not, unless they were edited. */
  static Form fitting(Form answer, Form start) {
    if (!answer.text("bind").equals(start.text("bind"))) {
      return answer;
    }
    Prompt prompt = Prompt.parse(answer.text("prompt"));
    List<Binding> fitting =
        BindingText.parse(answer.text("bind")).stream()
            .filter(binding -> prompt.slot(binding.slot()).isPresent())
            .toList();
    return answer.with("bind", BindingText.format(fitting));
  }

  /** Of what is called a style the first is the style of the others. */
  private static String sentence(List<String> names) {
    Map<Boolean, List<String>> slots =
        names.stream()
            .limit(MOST_SUGGESTED)
            .collect(
                Collectors.partitioningBy(
                    name -> STYLE.matcher(name.strip()).find(),
                    Collectors.mapping(
                        name -> new Prompt.Slot(name).written(), Collectors.toList())));
    List<String> styles = slots.get(true);
    List<String> things = slots.get(false);
    String style = styles.isEmpty() ? "" : " in " + Sentences.one(styles.get(0));
    return "a picture of "
        + (things.isEmpty() ? Sentences.list(styles) : Sentences.list(things) + style);
  }

  /** The names in the active image and the ROI Manager, else those in other open images. */
  private static List<String> names(Workspace workspace) {
    List<String> here = workspace.namesHere();
    return here.isEmpty() ? workspace.names() : here;
  }

  private static Form recalled() {
    String options = Prefs.get(KEY, "");
    try {
      return options.isEmpty() ? new Form(Map.of()) : Form.of(OptionString.parse(options));
    } catch (IllegalArgumentException e) {
      // A preference of another version, or edited by hand: begin anew.
      return new Form(Map.of());
    }
  }
}
