package mumu.ui;

import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import mumu.command.Choices;
import mumu.command.Clicks;

/**
 * {@code MUMU Panel}: opens the panel and returns.
 *
 * <p>A {@link Function} for the same reason as {@link mumu.command.Commands}.
 */
public final class Panels implements Function<String, Void> {
  @Override
  public Void apply(String argument) {
    if (GraphicsEnvironment.isHeadless()) {
      throw new IllegalArgumentException(
          "MUMU Panel is a window and needs a display, found none. Without one, use the macro"
              + " function Ext.mumuGenerate(\"prompt=[...]\"); see docs/batch-and-headless.md.");
    }
    Choices choices = Choices.current();
    Map<String, String> last = Clicks.lastRequest();
    try {
      onEventThread(() -> Session.SHARED.open(choices, last));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while the panel was opening");
    }
    return null;
  }

  private static void onEventThread(Runnable task) throws InterruptedException {
    if (EventQueue.isDispatchThread()) {
      task.run();
      return;
    }
    try {
      EventQueue.invokeAndWait(task);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException("the panel cannot open", e.getCause());
    }
  }
}
