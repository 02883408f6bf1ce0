package mumu.ui.form;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import mumu.command.Sight;

/**
 * Looks at all slots off the form's thread, one look at a time; asked meanwhile, it looks again.
 */
final class Looks {
  /**
   * What to look at.
   *
   * @param bindings by slot
   */
  record Question(Map<String, SlotBinding> bindings, String model) {}

  private final Desk desk;
  private final Errands errands;
  private final Supplier<Question> questions;
  private final Consumer<Map<String, Sight>> answers;
  private boolean looking;
  private boolean outdated;

  /**
   * @param questions asked on the form's thread when a look begins
   * @param answers told on the form's thread
   */
  Looks(
      Desk desk,
      Errands errands,
      Supplier<Question> questions,
      Consumer<Map<String, Sight>> answers) {
    this.desk = desk;
    this.errands = errands;
    this.questions = questions;
    this.answers = answers;
  }

  void look() {
    outdated = looking;
    if (!looking) {
      looking = true;
      Question question = questions.get();
      errands.run(() -> answer(question), failure -> looked(Map.of()));
    }
  }

  private Runnable answer(Question question) {
    Map<String, Sight> seen = new LinkedHashMap<>();
    question
        .bindings()
        .forEach((slot, binding) -> seen.put(slot, sight(slot, binding, question.model())));
    return () -> looked(seen);
  }

  private Sight sight(String slot, SlotBinding binding, String model) {
    try {
      return desk.look(slot, binding.sources(), model);
    } catch (RuntimeException | IOException | Error e) {
      return Sight.unseen(errands.told(e).text());
    }
  }

  private void looked(Map<String, Sight> seen) {
    looking = false;
    answers.accept(seen);
    if (outdated) {
      look();
    }
  }
}
