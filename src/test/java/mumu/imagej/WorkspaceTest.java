package mumu.imagej;

import static mumu.imagej.Examples.gray;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.ImagePlus;
import ij.WindowManager;
import ij.macro.Interpreter;
import ij.plugin.Macro_Runner;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is open, without a display: nothing, a thread's own image, or batch images. */
public class WorkspaceTest {
  @AfterEach
  void closeAll() {
    WindowManager.setTempCurrentImage(null);
    for (int id : Interpreter.getBatchModeImageIDs()) {
      Interpreter.removeBatchModeImage(Interpreter.getBatchModeImage(id));
    }
    WindowManager.setTempCurrentImage(null);
    Interpreter.batchMode = false;
  }

  @Test
  void nothingIsOpenInAFreshHeadlessImageJ() {
    Workspace workspace = Workspace.current();
    assertEquals(Optional.empty(), workspace.active());
    assertEquals(List.of(), workspace.titles());
    assertEquals(List.of(), workspace.managerRois());
  }

  @Test
  void aThreadsOwnImageIsOpen() {
    ImagePlus image = gray("mine", 2, 2, (x, y) -> 0);
    WindowManager.setTempCurrentImage(image);
    assertEquals(Optional.of(image), Workspace.current().active());
    assertEquals(List.of(image), Workspace.current().images());
  }

  @Test
  void batchImagesAreOpenAndTheLastIsActive() {
    Interpreter.batchMode = true;
    ImagePlus first = gray("first", 2, 2, (x, y) -> 0);
    ImagePlus second = gray("second", 2, 2, (x, y) -> 0);
    Interpreter.addBatchModeImage(first);
    Interpreter.addBatchModeImage(second);
    assertEquals(List.of(first, second), Workspace.current().images());
    assertEquals(Optional.of(second), Workspace.current().active());
    Interpreter.activateImage(first);
    assertEquals(Optional.of(first), Workspace.current().active());
  }

  @Test
  void aMacroInBatchModeSeesItsImagesAndTheOneItSelected() {
    String seen =
        new Macro_Runner()
            .runMacro(
                """
                setBatchMode(true);
                newImage("first", "8-bit black", 3, 3, 1);
                newImage("second", "8-bit black", 3, 3, 1);
                selectImage("first");
                return call("mumu.imagej.WorkspaceTest.seen");
                """,
                "");
    assertEquals("[first, second] first []", seen);
  }

  /** Called by a macro. */
  public static String seen() {
    Workspace workspace = Workspace.current();
    return workspace.titles()
        + " "
        + workspace.active().map(ImagePlus::getTitle).orElse("none")
        + " "
        + workspace.managerRois();
  }
}
