package mumu.ui;

import java.awt.Component;
import java.awt.Container;
import java.awt.EventQueue;
import java.awt.Window;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import javax.swing.AbstractButton;
import javax.swing.text.JTextComponent;

/** Uses the panel as a person would, on the event thread. */
final class Hand {
  private static final int LIMIT_MILLISECONDS = 60_000;

  private Hand() {}

  /** NB: windows keep Java alive, so a program that fails would never end. */
  static void exitOnFailure() {
    Thread.setDefaultUncaughtExceptionHandler(
        (thread, failure) -> {
          failure.printStackTrace();
          System.exit(1);
        });
  }

  /** The panel that is open; null where there is none. */
  static PanelWindow panel() {
    return Arrays.stream(Window.getWindows())
        .filter(Window::isShowing)
        .filter(PanelWindow.class::isInstance)
        .map(PanelWindow.class::cast)
        .findFirst()
        .orElse(null);
  }

  static void type(Container panel, String name, String text) throws Exception {
    EventQueue.invokeAndWait(() -> ((JTextComponent) find(panel, name)).setText(text));
  }

  static void click(Container panel, String name) throws Exception {
    EventQueue.invokeAndWait(() -> ((AbstractButton) find(panel, name)).doClick());
  }

  /** The component of that name; null where there is none. */
  static Component find(Container container, String name) {
    for (Component child : container.getComponents()) {
      Component found =
          name.equals(child.getName())
              ? child
              : child instanceof Container inner ? find(inner, name) : null;
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  static <T> T onEvent(Callable<T> question) throws InterruptedException, ExecutionException {
    FutureTask<T> task = new FutureTask<>(question);
    EventQueue.invokeLater(task);
    return task.get();
  }

  static <T> T await(Callable<T> wanted, String name) throws Exception {
    long end = System.currentTimeMillis() + LIMIT_MILLISECONDS;
    while (System.currentTimeMillis() < end) {
      T found = wanted.call();
      if (found != null) {
        return found;
      }
      Thread.sleep(10);
    }
    System.out.println("waited in vain for " + name);
    System.exit(1);
    return null;
  }
}
