package mumu.pipeline.mumu;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import mumu.bundle.Manifest;
import mumu.request.BoundImage;
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
  private final TokenEncoder tokenizer;
  private final Manifest.PromptRules rules;
  private final int maximumImages;
  private final long imageId;
  private final long bosId;
  private final long eosId;

  PromptComposer(TokenEncoder tokenizer, Manifest manifest) {
    this.tokenizer = tokenizer;
    this.rules = manifest.prompt();
    this.maximumImages = manifest.image().maximum();
    this.imageId = tokenizer.id(rules.image());
    this.bosId = tokenizer.id(rules.bos());
    this.eosId = tokenizer.id(rules.eos());
  }

  /** Words without images. */
  InterleavedPrompt words(String text) {
    List<Prompt.Part> parts =
        text.isBlank() ? List.<Prompt.Part>of() : List.<Prompt.Part>of(new Prompt.Words(text));
    return compose(parts, List.of());
  }

  /**
   * @param images bound images; their slots are in the parts
   * @throws IllegalArgumentException when there are too many images, or one lies past the last
   *     token
   */
  InterleavedPrompt compose(List<Prompt.Part> parts, List<BoundImage> images) {
    if (images.size() > maximumImages) {
      throw new IllegalArgumentException(
          "%d images are bound, but this model takes at most %d; unbind some"
              .formatted(images.size(), maximumImages));
    }
    Draft draft = new Draft(firstPlacesOnly(parts, images));
    for (int i = 0; i < parts.size() && !draft.full; i++) {
      draft.add(parts, i, images);
    }
    return draft.finish();
  }

  private boolean firstPlacesOnly(List<Prompt.Part> parts, List<BoundImage> images) {
    long places = parts.stream().mapToLong(part -> imagesOf(part, images).size()).sum();
    return places > maximumImages;
  }

  /** Indices of the images bound to a part. */
  private static List<Integer> imagesOf(Prompt.Part part, List<BoundImage> images) {
    return part instanceof Prompt.Slot slot
        ? IntStream.range(0, images.size())
            .filter(i -> images.get(i).slot().equals(slot.name()))
            .boxed()
            .toList()
        : List.of();
  }

  /** A prompt in the making. */
  private final class Draft {
    private final boolean firstPlacesOnly;
    private final List<Long> ids = new ArrayList<>(List.of(bosId));
    private final List<Integer> places = new ArrayList<>();
    private final List<Integer> shown = new ArrayList<>();
    private final Set<Integer> seen = new HashSet<>();
    private final Set<String> unknown = new LinkedHashSet<>();
    private final List<String> warnings = new ArrayList<>();
    private boolean full;

    Draft(boolean firstPlacesOnly) {
      this.firstPlacesOnly = firstPlacesOnly;
      if (firstPlacesOnly) {
        warnings.add(
            "a slot occurs more than once and this model takes at most %d images, so that only its"
                    .formatted(maximumImages)
                + " first place shows them");
      }
    }

    /** Room besides the end mark. */
    private int room() {
      return rules.maximumTokens() - 1 - ids.size();
    }

    private void add(List<Prompt.Part> parts, int index, List<BoundImage> images) {
      Prompt.Part part = parts.get(index);
      List<Integer> here = imagesOf(part, images);
      if (firstPlacesOnly && seen.containsAll(here)) {
        here = List.of();
      }
      Tokens tokens = tokenizer.encode(part.text());
      int needed = here.size() + (here.isEmpty() ? 0 : Math.min(1, tokens.ids().length));
      if (needed > room()) {
        cut(parts, index, 0, images);
        return;
      }
      for (int image : here) {
        places.add(ids.size());
        shown.add(image);
        seen.add(image);
        ids.add(imageId);
      }
      addWords(parts, index, tokens, images);
    }

    private void addWords(
        List<Prompt.Part> parts, int index, Tokens tokens, List<BoundImage> images) {
      String text = parts.get(index).text();
      for (int i = 0; i < tokens.ids().length; i++) {
        if (room() == 0) {
          cut(parts, index, tokens.starts()[i], images);
          return;
        }
        long id = tokens.ids()[i];
        ids.add(id);
        if (tokenizer.unknown().isPresent() && tokenizer.unknown().getAsLong() == id) {
          unknown.add(text.substring(tokens.starts()[i], tokens.ends()[i]));
        }
      }
    }

    /** Drops everything from a character of a part on. */
    private void cut(List<Prompt.Part> parts, int index, int start, List<BoundImage> images) {
      full = true;
      StringBuilder dropped = new StringBuilder(parts.get(index).text().substring(start));
      for (int later = index; later < parts.size(); later++) {
        boolean partly = later == index && start > 0;
        if (!partly && !seen.containsAll(imagesOf(parts.get(later), images))) {
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
      if (!unknown.isEmpty()) {
        warnings.add("this model does not know the words " + String.join(", ", unknown));
      }
      return new InterleavedPrompt(ids, places, shown, warnings);
    }
  }
}
