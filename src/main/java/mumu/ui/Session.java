package mumu.ui;

import java.awt.EventQueue;
import java.util.Map;
import java.util.Optional;
import mumu.command.Choices;
import mumu.ui.form.PanelForm;

/**
 * The panel of this run of ImageJ: one window at most; sentence, bindings and history outlive it.
 */
final class Session {
  static final Session SHARED = new Session();

  private final PanelForm form =
      new PanelForm(
          new ImageJDesk(), new PanelForm.Threads(Session::elsewhere, EventQueue::invokeLater));
  private Optional<PanelWindow> window = Optional.empty();
  private boolean started;

  /** NB: a thread per errand, so that none is left when the panel is closed. */
  private static void elsewhere(Runnable errand) {
    Thread thread = new Thread(errand, "MUMU panel");
    thread.setDaemon(true);
    // NB: in plain ImageJ a thread's own loader sees only ij.jar.
    thread.setContextClassLoader(Session.class.getClassLoader());
    thread.start();
  }

  PanelForm form() {
    return form;
  }

  /** Opens the panel, or brings the open one to the front; on the event thread. */
  void open(Choices choices, Map<String, String> lastRequest) {
    if (!started) {
      started = true;
      form.start(lastRequest);
    }
    if (window.isEmpty()) {
      window = Optional.of(new PanelWindow(form, choices, () -> window = Optional.empty()));
    }
    window.get().front();
  }
}
