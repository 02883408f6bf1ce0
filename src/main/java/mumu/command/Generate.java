package mumu.command;

import ij.ImagePlus;
import java.io.IOException;
import java.util.Optional;
import mumu.imagej.Binder;
import mumu.imagej.Bound;
import mumu.imagej.Workspace;
import mumu.pipeline.Progress;
import mumu.request.GenerationRequest;
import mumu.request.OptionString;
import mumu.request.Settings;

/** Makes pictures from a sentence and the regions its words are bound to. */
final class Generate implements Command {
  static final String LABEL = "MUMU Generate...";

  @Override
  public void run(Optional<String> options) throws IOException {
    Recording recording = Recording.begin(LABEL);
    Bound bound =
        options.isPresent()
            ? bind(OptionString.parse(options.get()))
            : ask(LABEL, Models.SHARED::check);
    make(bound, Progress.silent(), recording);
  }

  /** The part after all questions: makes the pictures and records the line that makes them. */
  static ImagePlus make(Bound bound, Progress onlooker, Recording recording) throws IOException {
    recording.asked();
    ImagePlus image = Production.generate(bound, onlooker);
    recording.write(OptionString.format(bound.request().request()));
    return image;
  }

  /** What else than the bindings must fit, or is told in the dialog. */
  interface Check {
    void check(Settings settings) throws IOException;
  }

  /** A person's request, bound; remembered for the next dialog. */
  static Bound ask(String label, Check check) throws IOException {
    Screen.needOptions(label, "prompt=[a sentence with {slots}]");
    Workspace workspace = Workspace.current();
    Form start = Memory.start(workspace);
    Bound bound =
        RequestDialog.ask(
            label,
            start,
            Offers.current(workspace),
            form -> {
              Bound answer = bind(Memory.fitting(form, start).request());
              check.check(answer.request().request().settings());
              return answer;
            });
    Memory.remember(bound.request().request());
    return bound;
  }

  /** The request with its pixels and a seed, so that what is recorded makes the same picture. */
  static Bound bind(GenerationRequest request) {
    return Binder.bind(Seeds.drawn(request), Workspace.current());
  }
}
