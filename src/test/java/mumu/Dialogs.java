package mumu;

import ij.gui.GenericDialog;
import ij.gui.MultiLineLabel;
import java.awt.Button;
import java.awt.Component;
import java.awt.Container;
import java.awt.Dialog;
import java.awt.EventQueue;
import java.awt.Label;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Finds, reads and answers dialogs as a person would. */
final class Dialogs {
  private Dialogs() {}

  /**
   * One that is on the screen and can be answered; null when there is none.
   *
   * <p>NB: a modal dialog that is closed between its appearing and the beginning of Java's wait for
   * it leaves its thread waiting for ever. A person is never that fast.
   */
  static <T extends Window> T showing(Class<T> type) {
    for (Window window : Window.getWindows()) {
      if (type.isInstance(window) && window.isShowing() && (!modal(window) || isAwaited())) {
        return type.cast(window);
      }
    }
    return null;
  }

  private static boolean modal(Window window) {
    return window instanceof Dialog dialog && dialog.isModal();
  }

  private static boolean isAwaited() {
    return Thread.getAllStackTraces().values().stream()
        .flatMap(Arrays::stream)
        .anyMatch(it -> it.getClassName().equals("java.awt.WaitDispatchSupport"));
  }

  /** What its labels say, with single spaces. */
  static String text(Container container) throws ReflectiveOperationException {
    StringBuilder text = new StringBuilder();
    for (Component component : container.getComponents()) {
      if (component instanceof MultiLineLabel label) {
        Field lines = MultiLineLabel.class.getDeclaredField("lines");
        lines.setAccessible(true);
        text.append(String.join(" ", (String[]) lines.get(label))).append(' ');
      } else if (component instanceof Label label) {
        text.append(label.getText()).append(' ');
      } else if (component instanceof Container inner) {
        text.append(text(inner));
      }
    }
    return text.toString().replaceAll("\\s+", " ");
  }

  /** The one behind its label, without the colon. */
  static TextField field(GenericDialog dialog, String label) {
    List<Component> components = List.of(dialog.getComponents());
    return IntStream.range(1, components.size())
        .filter(i -> components.get(i - 1) instanceof Label it && it.getText().equals(label + ":"))
        .mapToObj(components::get)
        .filter(TextField.class::isInstance)
        .map(TextField.class::cast)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no field " + label + " in " + dialog));
  }

  static void press(GenericDialog dialog, Button button) throws Exception {
    EventQueue.invokeAndWait(
        () ->
            dialog.actionPerformed(
                new ActionEvent(button, ActionEvent.ACTION_PERFORMED, button.getLabel())));
  }
}
