package mumu.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import mumu.imagej.ClassExamples;
import mumu.request.BindingText;
import mumu.request.Prompt;
import mumu.request.SourceText;

/** Grounds in words that may be meant otherwise; they are told, never guessed. */
final class GroundNotes {
  private static final String WORDS = "ground='%s' is words for the model. ";
  private static final String KEYS =
      WORDS
          + "The image without its regions is ground=image, regions called background are"
          + " ground=regions; several grounds are separated by ;";
  private static final String TITLE =
      WORDS + "To lay things on the open image of that name, bind it: bind=[…; %s=%s]";

  private GroundNotes() {}

  /**
   * What to tell the user.
   *
   * @param grounds as the options have them
   * @param titles of the open images
   */
  static List<String> of(List<String> grounds, List<String> titles) {
    return grounds.stream()
        .filter(ground -> !TrainingPlan.PICTURED.contains(ground))
        .flatMap(ground -> note(ground, titles).stream())
        .toList();
  }

  private static Optional<String> note(String ground, List<String> titles) {
    Optional<String> title =
        titles.stream()
            .filter(
                it -> isCalled(ground, it) || isCalled(ground, it.replaceFirst("\\.[^.]*$", "")))
            .findFirst();
    if (title.isPresent()) {
      String source = BindingText.format(SourceText.of(title.get()));
      return Optional.of(TITLE.formatted(ground, ClassExamples.GROUND, source));
    }
    boolean keys =
        isCalled(ground, ClassExamples.GROUND)
            || Arrays.stream(ground.toLowerCase(Locale.ROOT).split("[^a-z]+"))
                .anyMatch(TrainingPlan.PICTURED::contains);
    return keys ? Optional.of(KEYS.formatted(ground)) : Optional.empty();
  }

  private static boolean isCalled(String ground, String name) {
    return Prompt.matchKey(ground).equals(Prompt.matchKey(name));
  }
}
