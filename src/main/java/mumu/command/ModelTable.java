package mumu.command;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import mumu.bundle.Bundle;
import mumu.bundle.Card;
import mumu.bundle.Catalog;
import mumu.pipeline.Families;
import mumu.pipeline.GenerationException;

/**
 * What is installed, one model a row.
 *
 * @param problems a sentence per model that cannot be used
 */
record ModelTable(List<List<String>> rows, List<String> problems) {
  static final List<String> COLUMNS =
      List.of("Id", "Name", "Version", "Licence", "MB", "Memory MB", "Family", "Where");

  private static final double MEGABYTE = 1e6;

  /** Estimate of what a stage needs beside its weights: buffers of ONNX Runtime, ImageJ, Java. */
  private static final double WORKING_MEGABYTES = 400;

  private static final double MEMORY_PER_WEIGHTS = 1.3;

  /** Reads the models folders, after clearing away what broken imports have left there. */
  static ModelTable current() {
    Catalog catalog = Models.catalog();
    List<String> problems = new ArrayList<>(catalog.sweep());
    Catalog.Listing listing = catalog.list();
    problems.addAll(listing.problems());
    Families families = Families.discover();
    List<List<String>> rows = new ArrayList<>();
    for (Bundle bundle : listing.bundles().values()) {
      rows.add(row(bundle));
      try {
        families.find(bundle.card().family());
      } catch (GenerationException e) {
        problems.add("the model '" + bundle.id() + "' cannot be used: " + e.getMessage());
      }
    }
    return new ModelTable(rows, problems);
  }

  private static List<String> row(Bundle bundle) {
    Card card = bundle.card();
    double memory = MEMORY_PER_WEIGHTS * bundle.largestStageBytes() / MEGABYTE + WORKING_MEGABYTES;
    return List.of(
        bundle.id(),
        line(card.name()),
        line(card.version()),
        line(card.license().name()),
        String.format("%.1f", bundle.bytes() / MEGABYTE),
        String.format("%.0f", memory),
        card.family(),
        bundle.where());
  }

  /** NB: a model's author may write line ends and tabs, which would look like rows and columns. */
  private static String line(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  /** Rows with tabs between the columns. */
  String body() {
    return rows.stream().map(row -> String.join("\t", row)).collect(Collectors.joining("\n"));
  }

  /** Headings, rows and problems, as a macro gets them. */
  String text() {
    StringBuilder text = new StringBuilder(String.join("\t", COLUMNS)).append('\n').append(body());
    problems.forEach(problem -> text.append("\nProblem: ").append(line(problem)));
    return text.toString();
  }
}
