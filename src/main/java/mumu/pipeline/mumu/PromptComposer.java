package mumu.pipeline.mumu;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import mumu.bundle.Manifest;
import mumu.request.Prompt;
import mumu.runtime.TokenEncoder;
import mumu.runtime.TokenEncoder.Tokens;

/**
 * Puts words and images in the order the model was trained on.
 *
 * <p>A slot that occurs twice shows its images at both places, as the sentence says; where that is
 * more than the model was trained on, only its first place shows them.
 */
final class PromptComposer {
  /** Nobody misses a dash, a quotation mark or a plus. */
  private static final String SIGNS = "[\\p{P}\\p{Sm}\\p{Sc}\\p{Sk}]+";

  private static final String DRAWS =
      ", or take a variety above 0, which draws one example per picture and thing";

  private final TokenEncoder tokenizer;
  private final Manifest.PromptRules rules;
  private final NumberWords numbers;
  private final int maximumImages;
  private final boolean varies;
  private final long imageId;
  private final long bosId;
  private final long eosId;

  /**
   * @param varies whether the model can show one of several examples
   */
  PromptComposer(TokenEncoder tokenizer, Manifest manifest, boolean varies) {
    this.tokenizer = tokenizer;
    this.rules = manifest.prompt();
    this.numbers = NumberWords.of(manifest);
    this.maximumImages = manifest.image().maximum();
    this.varies = varies;
    this.imageId = tokenizer.id(rules.image());
    this.bosId = tokenizer.id(rules.bos());
    this.eosId = tokenizer.id(rules.eos());
  }

  /** Words without images. */
  InterleavedPrompt words(String text) {
    List<Prompt.Part> parts =
        text.isBlank() ? List.<Prompt.Part>of() : List.<Prompt.Part>of(new Prompt.Words(text));
    return compose(parts, Examples.all(parts, List.of()));
  }

  /**
   * @param examples the images that the parts show
   * @throws IllegalArgumentException when there are too many images, or one lies past the last
   *     token
   */
  InterleavedPrompt compose(List<Prompt.Part> parts, Examples examples) {
    if (examples.different() > maximumImages) {
      throw tooMany(examples);
    }
    boolean firstPlacesOnly = examples.count() > maximumImages;
    Draft draft = new Draft(parts, firstPlacesOnly ? examples.atFirstPlaces() : examples);
    if (firstPlacesOnly) {
      draft.warnings.add(
          "a slot occurs more than once and this model takes at most %d images, so that only its"
                  .formatted(maximumImages)
              + " first place shows them");
    }
    for (int i = 0; i < parts.size() && !draft.full; i++) {
      draft.add(i);
    }
    return draft.finish();
  }

  private IllegalArgumentException tooMany(Examples examples) {
    return new IllegalArgumentException(
        examples.dealt()
            ? "the things of this sentence show %d images, but this model takes at most %d; ask for fewer things"
                .formatted(examples.different(), maximumImages)
            : "%d images are bound, but this model takes at most %d; unbind some%s"
                .formatted(
                    examples.different(),
                    maximumImages,
                    varies && examples.severalAtOnce() ? DRAWS : ""));
  }

  /** The word around a token, as typed. */
  private static String word(String text, int start, int end) {
    int first = start;
    int last = end;
    while (first > 0 && inWord(text, first - 1) && inWord(text, first)) {
      first--;
    }
    while (last > 0 && last < text.length() && inWord(text, last - 1) && inWord(text, last)) {
      last++;
    }
    return text.substring(first, last);
  }

  private static boolean inWord(String text, int at) {
    return at < text.length() && Character.isLetterOrDigit(text.charAt(at));
  }

  /** A prompt in the making. */
  private final class Draft {
    private final List<Prompt.Part> parts;
    private final Examples examples;
    private final List<Long> ids = new ArrayList<>(List.of(bosId));
    private final List<String> names = new ArrayList<>(List.of(""));
    private final List<Integer> places = new ArrayList<>();
    private final List<Integer> shown = new ArrayList<>();
    private final Set<Integer> seen = new HashSet<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final List<String> warnings = new ArrayList<>();
    private int uncounted;
    private boolean full;

    Draft(List<Prompt.Part> parts, Examples examples) {
      this.parts = parts;
      this.examples = examples;
    }

    /** Room besides the end mark. */
    private int room() {
      return rules.maximumTokens() - 1 - (ids.size() - uncounted);
    }

    /** Of the images of a word that a number counts, the model reads the first alone. */
    private int read(int images, int index) {
      return numbers.before(parts, index) > 1 ? Math.min(1, images) : images;
    }

    private void add(int index) {
      Prompt.Part part = parts.get(index);
      List<Integer> here = examples.at(index);
      Tokens tokens = tokenizer.encode(part.text());
      int images = here.isEmpty() ? 0 : read(here.size(), index);
      int needed = images + (here.isEmpty() ? 0 : Math.min(1, tokens.ids().length));
      if (needed > room()) {
        cut(index, 0);
        return;
      }
      for (int image : here) {
        places.add(ids.size());
        shown.add(image);
        seen.add(image);
        ids.add(imageId);
        names.add(((Prompt.Slot) part).name());
      }
      uncounted += here.size() - images;
      addWords(index, tokens);
    }

    private void addWords(int index, Tokens tokens) {
      Prompt.Part part = parts.get(index);
      for (int i = 0; i < tokens.ids().length; i++) {
        int start = tokens.starts()[i];
        int end = tokens.ends()[i];
        if (room() == 0) {
          cut(index, start);
          return;
        }
        long id = tokens.ids()[i];
        ids.add(id);
        names.add(part instanceof Prompt.Slot slot ? slot.name() : word(part.text(), start, end));
        String read = part.text().substring(start, end);
        boolean known = tokenizer.unknown().isEmpty() || tokenizer.unknown().getAsLong() != id;
        boolean bound = !examples.at(index).isEmpty();
        if (!known && !bound && !read.matches(SIGNS)) {
          unknown.add(read);
        }
      }
    }

    /** Drops everything from a character of a part on. */
    private void cut(int index, int start) {
      full = true;
      StringBuilder dropped = new StringBuilder(parts.get(index).text().substring(start));
      for (int later = index; later < parts.size(); later++) {
        boolean partly = later == index && start > 0;
        if (!partly && !seen.containsAll(examples.at(later))) {
          throw new IllegalArgumentException(
              "the prompt is too long: this model reads %d tokens and the images of {%s} lie past them; shorten the prompt"
                  .formatted(rules.maximumTokens(), parts.get(later).text()));
        }
        if (later > index) {
          dropped.append(parts.get(later).text());
        }
      }
      warnings.add(
          "the prompt is too long: this model reads %d tokens, cut off: '%s'"
              .formatted(rules.maximumTokens(), dropped.toString().strip()));
    }

    InterleavedPrompt finish() {
      ids.add(eosId);
      names.add("");
      if (!unknown.isEmpty()) {
        warnings.add("this model does not know the words " + String.join(", ", unknown));
      }
      return new InterleavedPrompt(ids, places, shown, names, tokenizer.unknown(), warnings);
    }
  }
}
