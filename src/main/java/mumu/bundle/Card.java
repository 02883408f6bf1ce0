package mumu.bundle;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import mumu.request.Settings;

/**
 * What users are told about a model, and what is used where they say nothing.
 *
 * @param family how the graphs become stages
 * @param numbers how many things of a slot a word directly before it asks for
 * @param grounds names of a slot whose image is what everything else lies on
 * @param touching words that, said after things, press these against each other, where a model
 *     knows any
 * @param images most bound images that a sentence can show; 0 where a model shows none
 */
public record Card(
    String id,
    String version,
    String name,
    String family,
    Manifest.License license,
    List<String> cite,
    Manifest.Canvas canvas,
    Manifest.Defaults defaults,
    Map<String, Integer> numbers,
    List<String> grounds,
    Optional<String> touching,
    int images) {
  public Card {
    cite = List.copyOf(cite);
    numbers = Map.copyOf(numbers);
    grounds = List.copyOf(grounds);
  }

  /**
   * Checks what is said of a picture's size.
   *
   * @throws IllegalArgumentException naming the side that the model cannot make so long
   */
  public void checkSize(Settings settings) {
    settings.width().ifPresent(width -> canvas.check("width", width, id));
    settings.height().ifPresent(height -> canvas.check("height", height, id));
  }
}
