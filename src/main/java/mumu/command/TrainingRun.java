package mumu.command;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import mumu.bundle.Bundle;
import mumu.imagej.ClassExamples;
import mumu.imagej.LabelImage;
import mumu.imagej.Regions;
import mumu.imagej.Things;
import mumu.imagej.TrainingFolder;
import mumu.imagej.TrainingPicture;
import mumu.imagej.TrainingRecord;
import mumu.imagej.TrainingStacks;
import mumu.imagej.TrainingTarget;
import mumu.imagej.Workspace;
import mumu.pipeline.Generation;
import mumu.pipeline.ImagePreparation;
import mumu.pipeline.Progress;
import mumu.pipeline.Thing;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.Numbers;
import mumu.request.OptionString;
import mumu.request.Settings;

/** Makes the pictures of a training set one after another. */
final class TrainingRun {
  private static final String KEPT =
      "%d of %d training pictures are finished and stay; the same options go on from there.";

  private final TrainingOptions options;
  private final ClassExamples examples;
  private final List<String> warnings;
  private final TrainingPlan plan;
  private final TrainingTarget target;
  private final Optional<TrainingStacks> stacks;

  /** Warnings that were given, without their numbers, which differ from picture to picture. */
  private final Set<String> told = new HashSet<>();

  private TrainingRun(TrainingChoice choice, Bundle bundle) throws IOException {
    this.options = choice.options();
    this.examples = choice.examples();
    this.warnings = choice.warnings();
    TrueScale sizes = options.sizes(bundle.card().canvas());
    this.plan = new TrainingPlan(choice, Numerals.of(bundle.card().numbers()), sizes);
    TrainingRecord record =
        new TrainingRecord(
            lasting(options), bundle.id(), bundle.sha256(), examples, choice.pixelSize());
    Optional<Path> folder = options.folder().map(TrainingRun::path);
    this.stacks = folder.isPresent() ? Optional.empty() : Optional.of(new TrainingStacks(record));
    this.target = folder.isPresent() ? TrainingFolder.open(folder.get(), record) : stacks.get();
  }

  /**
   * Finds the regions, fills in what is not set and looks at the folder; makes nothing yet.
   *
   * @param given regions a script gives as objects, by class
   * @throws IllegalArgumentException naming what does not fit, what was expected and what to do
   * @throws IOException naming the folder or the model that does not fit
   */
  static TrainingRun of(TrainingOptions options, Map<String, Regions> given) throws IOException {
    Bundle bundle = Models.SHARED.check(options.settings());
    Workspace workspace = Workspace.current();
    ClassExamples examples =
        options.bindings().isEmpty() && given.isEmpty()
            ? ClassExamples.ofActive(workspace)
            : ClassExamples.of(options.bindings(), given, workspace);
    TrainingChoice choice = TrainingChoice.of(options, examples, bundle.card());
    List<String> notes = GroundNotes.of(options.grounds(), workspace.titles());
    return new TrainingRun(choice.with(notes), bundle);
  }

  /** What decides a picture: not how many there are, nor where they go. */
  private static String lasting(TrainingOptions options) {
    Map<String, String> texts = options.texts();
    texts.keySet().removeAll(List.of(TrainingOptions.COUNT, TrainingOptions.FOLDER));
    return OptionString.join(texts, TrainingOptions.KEYS);
  }

  /** NB: whole, because a message must say where the files are; {@code ~} as in a terminal. */
  static Path path(String text) {
    boolean home = text.equals("~") || text.startsWith("~/");
    return Folders.path(home ? System.getProperty("user.home") + text.substring(1) : text)
        .toAbsolutePath()
        .normalize();
  }

  /** As given, with what was not set filled in. */
  TrainingOptions options() {
    return options;
  }

  /**
   * Makes what is not there yet. A cancel ends it early and keeps what is finished.
   *
   * @return whether all of it was made
   * @throws IOException naming the file that could not be written
   */
  boolean make(Progress progress) throws IOException {
    Screen.warn(warnings);
    int missing =
        (int)
            IntStream.rangeClosed(1, options.count()).filter(number -> !target.has(number)).count();
    try (target) {
      int made = 0;
      for (int number = 1; number <= options.count(); number++) {
        TrainingPlan.Scene scene = plan.next();
        if (!target.has(number)) {
          target.add(number, picture(number, scene, new PartOfWork(progress, made, missing)));
          made++;
        }
      }
      return true;
    } catch (IOException e) {
      throw options.folder().isEmpty() || size() == 0
          ? e
          : new IOException(e.getMessage() + " " + KEPT.formatted(size(), options.count()), e);
    } catch (CancellationException e) {
      Screen.warn(List.of(sentence()));
      return false;
    }
  }

  private ImagePlus picture(int number, TrainingPlan.Scene scene, Progress progress)
      throws IOException {
    long seed = options.settings().seed().orElseThrow() + number - 1;
    Settings settings =
        options.settings().toBuilder().seed(seed & Settings.MAXIMUM_SEED).variety(1).build();
    GenerationRequest request = new GenerationRequest(scene.prompt(), List.of(), settings);
    Generation generation =
        Production.generation(new BoundRequest(request, scene.images(), Optional.empty()), progress)
            .warningOf(
                warning -> !warning.endsWith(ImagePreparation.ENLARGED)); // the scale says it
    List<String> warnings = new ArrayList<>(generation.report().warnings());
    warnings.removeIf(warning -> !told.add(warning.replaceAll("[0-9]+", "")));
    Screen.warn(warnings);
    generation.things().forEach(things -> checkClasses(number, request.prompt().slots(), things));
    ImagePlus picture = TrainingPicture.of(generation, examples.grey());
    if (!generation.things().isEmpty() && Things.of(picture).isEmpty()) {
      throw new IllegalArgumentException(
          "training picture %d shows nothing of its things, which are too small at scale %s. Choose a larger scale, or delete the smallest regions."
              .formatted(number, Numbers.text(options.scale().orElseThrow())));
    }
    return picture;
  }

  /** NB: only the model knows what it hears in a name. */
  private static void checkClasses(int number, Collection<String> slots, List<Thing> things) {
    Set<String> missing = new LinkedHashSet<>(slots);
    missing.remove(ClassExamples.GROUND);
    things.forEach(thing -> missing.remove(thing.name()));
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "training picture %1$d has no thing of the class '%2$s': the model takes that name for a ground or a style. Give its regions another one, or say bind=[cell=%2$s*]."
              .formatted(number, missing.iterator().next()));
    }
  }

  /** What there is now. */
  String sentence() {
    if (target.size() == 0) {
      return "canceled before the first training picture was finished";
    }
    return target.size() < options.count()
        ? "canceled after %d of %d training pictures; these are kept, with their labels, in %s"
            .formatted(target.size(), options.count(), target.where())
        : "%d training pictures with labels in %s".formatted(target.size(), target.where());
  }

  /** How many pictures are there. */
  int size() {
    return target.size();
  }

  /** Pictures and labels, not shown; none where they are in a folder or there is no picture. */
  List<ImagePlus> images() {
    if (stacks.isEmpty() || target.size() == 0) {
      return List.of();
    }
    List<String> titles = Workspace.current().titles();
    ImagePlus pictures = stacks.get().stack(titles);
    return List.of(pictures, LabelImage.of(pictures, titles));
  }
}
