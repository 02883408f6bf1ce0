package mumu.imagej;

import ij.gui.Roi;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import mumu.request.Prompt;

/** What regions are called as examples of classes. */
final class ClassNames {
  private static final Set<String> GROUNDS = Set.of(ClassExamples.GROUND, "backdrop", "ground");

  private static final String NUMBERED =
      "the %1$d names like '%2$s' are a class each. If they are examples of one, say"
          + " bind=[%3$s=%3$s*].";

  /** What {@code cell*} leaves out of {@code cell 3}. */
  private static final String NUMBER = "[-_. ]*[0-9]+$";

  /** What regions without a name and a group are. */
  private static final String UNNAMED = "cell";

  private ClassNames() {}

  /**
   * The region's name without the number that ImageJ appends to tell it from others ({@code
   * nucleus-2}), else the name of its group, else that group's number.
   *
   * <p>NB: ImageJ's own names, such as 0012-0034, are numbers.
   */
  static String of(Roi roi) {
    int group = roi.getGroup();
    return Stream.of(
            Optional.ofNullable(roi.getName()),
            Optional.ofNullable(Roi.getGroupName(group)),
            Optional.of("group " + group).filter(numbered -> group != 0))
        .flatMap(Optional::stream)
        .map(ClassNames::plain)
        .filter(name -> name.chars().anyMatch(Character::isLetter))
        .findFirst()
        .map(ClassNames::slot)
        .orElse(UNNAMED);
  }

  private static String plain(String name) {
    return name.strip().replaceFirst("-[0-9]+$", "").replaceAll("\\\\+(?=[{}]|$)", "");
  }

  /** A ground has one name, whatever it is called. */
  static String slot(String name) {
    return GROUNDS.contains(Prompt.matchKey(name))
        ? ClassExamples.GROUND
        : new Prompt.Slot(name).name();
  }

  /**
   * What to know of classes that differ by their number alone.
   *
   * <p>NB: "stage 1" and "stage 2" are meant as two; "cell 1" and "cell 2" are not.
   */
  static List<String> numbered(Map<String, Regions> regions) {
    Set<String> classes = regions.keySet();
    Map<String, List<String>> byName =
        classes.stream()
            .filter(name -> isNameOf(regions.get(name), name))
            .collect(
                Collectors.groupingBy(
                    name -> name.replaceFirst(NUMBER, ""), TreeMap::new, Collectors.toList()));
    byName.entrySet().removeIf(it -> it.getValue().size() < 2 || classes.contains(it.getKey()));
    return byName.entrySet().stream()
        .map(it -> NUMBERED.formatted(it.getValue().size(), it.getValue().get(0), it.getKey()))
        .toList();
  }

  /** Whether a class is called like its regions, not like their group. */
  private static boolean isNameOf(Regions regions, String name) {
    String first = String.valueOf(regions.roi().orElseThrow().getName());
    return Prompt.matchKey(first).startsWith(Prompt.matchKey(name));
  }
}
