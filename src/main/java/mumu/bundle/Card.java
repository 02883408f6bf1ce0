package mumu.bundle;

import java.util.List;

/**
 * What users are told about a model, and what is used where they say nothing.
 *
 * @param family how the graphs become stages
 */
public record Card(
    String id,
    String version,
    String name,
    String family,
    Manifest.License license,
    List<String> cite,
    Manifest.Canvas canvas,
    Manifest.Defaults defaults) {
  public Card {
    cite = List.copyOf(cite);
  }
}
