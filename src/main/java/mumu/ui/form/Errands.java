package mumu.ui.form;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Work that is done elsewhere and ends with something to do on the form's own thread. */
final class Errands {
  private final Desk desk;
  private final PanelForm.Threads threads;

  /** Work and, as its result, what to do at home. */
  interface Work {
    Runnable done() throws IOException;
  }

  Errands(Desk desk, PanelForm.Threads threads) {
    this.desk = desk;
    this.threads = threads;
  }

  Executor home() {
    return threads.home();
  }

  /**
   * @param failed told at home why the work failed
   */
  void run(Work work, Consumer<Message> failed) {
    threads.elsewhere().execute(() -> threads.home().execute(outcome(work, failed)));
  }

  private Runnable outcome(Work work, Consumer<Message> failed) {
    try {
      return work.done();
    } catch (RuntimeException | IOException | Error e) {
      Message told = told(e);
      return () -> failed.accept(told);
    }
  }

  /** What to tell the user; a bug is reported on the way. */
  Message told(Throwable failure) {
    Optional<Message> mistake = Failure.message(failure);
    if (mistake.isEmpty()) {
      desk.report(failure);
    }
    return mistake.orElseGet(
        () ->
            Message.problem(
                "MUMU has failed: " + failure + ". ImageJ's exception window says more."));
  }
}
