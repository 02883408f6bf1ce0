package mumu.command;

import ij.IJ;
import ij.text.TextWindow;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import mumu.bundle.Bundle;
import mumu.bundle.Catalog;
import mumu.bundle.Import;
import mumu.bundle.Removal;
import mumu.bundle.Watch;

/** Lists, imports, verifies and removes models. */
final class ManageModels implements Command {
  private static final String LABEL = "MUMU Models...";
  private static final int WIDTH_PIXELS = 1000;
  private static final int HEIGHT_PIXELS = 300;

  @Override
  public void run(Optional<String> options) throws IOException {
    Recording recording = Recording.begin(LABEL);
    ModelAction action = options.isPresent() ? ModelAction.parse(options.get()) : ask();
    recording.asked();
    if (action.kind() == ModelAction.Kind.LIST) {
      show(ModelTable.current());
    } else {
      Screen.tell(LABEL, perform(action), options.isPresent());
    }
    recording.write(action.format());
  }

  /** Does what the options say; what came of it as text. */
  static String perform(ModelAction action) throws IOException {
    try (Work work = new Work()) {
      return switch (action.kind()) {
        case LIST -> ModelTable.current().text();
        case IMPORT -> importModel(action, watch(work, "importing"));
        case VERIFY -> verify(action.subject(), watch(work, "verifying"));
        case REMOVE -> remove(action.subject(), watch(work, "removing"));
      };
    }
  }

  private static String importModel(ModelAction action, Watch watch) throws IOException {
    if (action.replace()) {
      Production.unload(); // NB: Windows moves no file that is in use
    }
    Bundle model =
        new Import(Models.catalog(), Folders.installs())
            .run(Folders.find(action.subject()), action.replace(), watch);
    return "imported the model '%s' into %s".formatted(model.id(), model.where());
  }

  private static String verify(String id, Watch watch) throws IOException {
    Bundle model = Models.catalog().find(id);
    int files = model.verify(watch);
    return files == 0
        ? "the model '%s' came without hashes, so there is nothing to compare; import it, and its files are recorded"
            .formatted(id)
        : "the model '%s' is whole: %d files agree with their SHA-256".formatted(id, files);
  }

  private static String remove(String id, Watch watch) throws IOException {
    Removal removal = new Removal(Models.catalog());
    removal.find(id);
    Production.unload();
    return "removed the model '%s' from %s".formatted(id, removal.remove(id, watch));
  }

  private static Watch watch(Work work, String doing) {
    IJ.showStatus("MUMU: " + doing + " the model… (Esc cancels)");
    return (done, total) -> {
      work.cancellation().check();
      if (total > 0) {
        IJ.showProgress((double) done / total);
      }
    };
  }

  private static ModelAction ask() throws IOException {
    Screen.needOptions(LABEL, "list=true, import=[path], verify=[id] or remove=[id]");
    Catalog catalog = Models.catalog();
    List<String> names = new ArrayList<>(catalog.list().bundles().keySet());
    new Removal(catalog).names().stream().filter(name -> !names.contains(name)).forEach(names::add);
    ModelAction action = ModelsDialog.ask(LABEL, ModelTable.current(), names);
    if (action.kind() == ModelAction.Kind.REMOVE) {
      confirm(action.subject(), new Removal(catalog));
    }
    return action;
  }

  private static void confirm(String id, Removal removal) {
    String question = "Delete the model '" + id + "' in " + removal.find(id) + "?";
    if (!IJ.showMessageWithCancel(LABEL, Sentences.wrap(question))) {
      throw new CancellationException("the removal was not confirmed");
    }
  }

  private static void show(ModelTable table) {
    if (Screen.absent()) {
      IJ.log(table.text());
      return;
    }
    String headings = String.join("\t", ModelTable.COLUMNS);
    new TextWindow("MUMU Models", headings, table.body(), WIDTH_PIXELS, HEIGHT_PIXELS);
    Screen.warn(table.problems());
  }
}
