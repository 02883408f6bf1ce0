package mumu.imagej;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import mumu.request.BindingText;
import mumu.request.Prompt;
import mumu.request.SourceText;

/** Regions that a sentence means but for a letter or its braces; they are told, never guessed. */
final class NearNames {
  private static final int NAMES_LISTED = 3;
  private static final int SHORTEST_MISSPELT = 4;
  private static final int SHORTEST_SWAPPED = 3;
  private static final Pattern LEADING =
      Pattern.compile("^(an?|the|this|that|these|those|my|your|his|her|its|our|their)\\s+");

  /** Plurals, each with what is put in place of its ending; the first that fits counts. */
  private static final List<String[]> ENDINGS =
      List.of(
          new String[] {"([a-z]{2})ies$", "$1y"},
          new String[] {"(s|x|z|ch|sh)es$", "$1"},
          new String[] {"([a-z]{2})ei$", "$1eus"},
          new String[] {"([a-z]{2})men$", "$1man"},
          new String[] {"^men$", "man"},
          new String[] {"([a-z]{2})ia$", "$1ium"},
          new String[] {"([a-z]{2}[^su])s$", "$1"});

  private NearNames() {}

  /**
   * What to tell the user.
   *
   * @param bound the slots that have images
   * @param names of the regions there are
   */
  static List<String> notes(Prompt prompt, Set<String> bound, List<String> names) {
    List<String> notes = new ArrayList<>();
    Set<String> used = bound.stream().map(Prompt::matchKey).collect(Collectors.toSet());
    List<String> free = names.stream().filter(it -> !used.contains(Prompt.matchKey(it))).toList();
    for (String slot : prompt.slots()) {
      List<String> near = free.stream().filter(name -> isNear(slot, name)).toList();
      if (!bound.contains(slot) && !near.isEmpty()) {
        notes.add(note(slot, near));
      }
    }
    List<String> unbraced = names.stream().filter(name -> isIn(prompt.plain(), name)).toList();
    if (bound.isEmpty() && notes.isEmpty() && !unbraced.isEmpty()) {
      notes.add(
          "%s: words without braces, so no region is shown. To show regions of the image, write %s"
              .formatted(
                  listed(unbraced, "'%s'"), listed(unbraced, "{%s}").replace(", …", " and so on")));
    }
    return notes;
  }

  private static String note(String slot, List<String> near) {
    boolean one = near.size() == 1;
    String name = near.get(0);
    String source = one ? BindingText.format(SourceText.of(name)) : plain(name) + "*";
    return "{%s} has no region of that name and is drawn from its words. If you mean %s, write %s=%s in bind"
            .formatted(slot, listed(near, "'%s'"), BindingText.formatName(slot), source)
        + (one ? " or " + new Prompt.Slot(name).written() + " in the sentence" : "");
  }

  /**
   * What to tell the user where there are regions, none of which has a name.
   *
   * @return empty where nothing needs to be told
   */
  static Optional<String> unnamed(Prompt prompt, Workspace workspace) {
    if (prompt.slots().isEmpty() || !workspace.names().isEmpty()) {
      return Optional.empty();
    }
    String slot = prompt.slots().get(0);
    return workspace
        .unnamed()
        .map(
            source ->
                "no region has a name, so {%s} is drawn from its words. To show %s, write %s=%s in bind, or name it with MUMU Bind Selection..."
                    .formatted(
                        slot,
                        source.what(),
                        BindingText.formatName(slot),
                        BindingText.format(source.where())));
  }

  private static String listed(List<String> names, String form) {
    String first =
        names.stream().limit(NAMES_LISTED).map(form::formatted).collect(Collectors.joining(", "));
    return names.size() > NAMES_LISTED ? first + ", …" : first;
  }

  private static boolean isIn(String sentence, String name) {
    return Pattern.compile(
            "(?<![\\p{L}\\p{N}])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
        .matcher(sentence)
        .find();
  }

  private static boolean isNear(String slot, String name) {
    String one = singular(plain(slot));
    String other = singular(plain(name));
    boolean misspelt = Math.max(one.length(), other.length()) >= SHORTEST_MISSPELT;
    return !one.isEmpty()
        && (one.equals(other)
            || misspelt && differences(one, other) == 1
            || one.length() >= SHORTEST_SWAPPED && isSwapped(one, other));
  }

  /** Without an article, a number before or after it, and punctuation. */
  private static String plain(String name) {
    String words = name.strip().toLowerCase(Locale.ROOT).replaceAll("\\s+", " ");
    String bare = LEADING.matcher(words).replaceFirst("");
    return bare.replaceAll("^[^\\p{L}]+|[^\\p{L}]+$", "");
  }

  private static String singular(String name) {
    for (String[] ending : ENDINGS) {
      String singular = name.replaceFirst(ending[0], ending[1]);
      if (!singular.equals(name)) {
        return singular;
      }
    }
    return name;
  }

  /** Whether they differ by two neighbouring letters in the wrong order. */
  private static boolean isSwapped(String one, String other) {
    int at = Arrays.mismatch(one.toCharArray(), other.toCharArray());
    return at >= 0
        && at + 1 < one.length()
        && other.equals(
            one.substring(0, at) + one.charAt(at + 1) + one.charAt(at) + one.substring(at + 2));
  }

  /** Letters to change, add or leave out (Levenshtein's distance). */
  private static int differences(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
