package mumu;

import ij.ImagePlus;
import ij.gui.Roi;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import mumu.imagej.Regions;
import mumu.request.GenerationRequest;
import org.scijava.service.SciJavaService;

/**
 * MUMU for scripts: {@code #@ MumuService mumu}.
 *
 * <p>What makes pictures blocks until they exist and shows nothing; a task of SciJava's TaskService
 * tells the progress and can cancel it, and so can ImageJ's Esc. Failures are thrown: a user's
 * mistake as {@link IllegalArgumentException}, a model's file as {@link IOException}, a cancel as
 * {@link java.util.concurrent.CancellationException}.
 */
public interface MumuService extends SciJavaService {
  /**
   * A request from the option string of {@code MUMU Generate...}.
   *
   * @throws IllegalArgumentException naming the option, what was expected and what was found
   */
  GenerationRequest request(String options);

  /**
   * Makes pictures from the open images.
   *
   * @throws IllegalArgumentException naming what does not fit, what was expected and what to do
   * @throws IOException naming the file of the model that is missing or damaged
   * @throws java.util.concurrent.CancellationException when the task is canceled
   */
  ImagePlus generate(GenerationRequest request) throws IOException;

  /**
   * Makes pictures from images a script has, open or not.
   *
   * @param images by slot: an {@link ImagePlus} (its selection, or all of it), a {@link Roi} (on
   *     its image or, where it has none, on the active one), {@link Regions}, a file, a source as
   *     in {@code bind}, or several of these as a list, an array or whatever else can be gone
   *     through; slots not named are bound as usual
   * @throws IllegalArgumentException also for what cannot be converted to regions
   */
  ImagePlus generate(GenerationRequest request, Map<String, ?> images) throws IOException;

  /** Exactly what the model would see, one labelled slice per bound image. */
  ImagePlus tokens(GenerationRequest request, Map<String, ?> images) throws IOException;

  /** Repeats the request stored in an image; the images it was made from need not be open. */
  ImagePlus regenerate(ImagePlus image) throws IOException;

  /** Names the image's selection after a slot and keeps it in the image's overlay. */
  void bind(ImagePlus image, String slot);

  /** The part of an image a ROI covers, to give for a slot. */
  Regions region(ImagePlus image, Roi roi);

  /** One object of a label image, cut out of the image the labels belong to. */
  Regions label(ImagePlus labels, ImagePlus image, int number);

  /** All objects of a label image as examples of one thing, at most 100. */
  Regions labels(ImagePlus labels, ImagePlus image);

  /**
   * The things of a generated picture as a 16-bit label image, not shown: 0 the ground, 1 the first
   * thing, and so on.
   *
   * @throws IllegalArgumentException when the image has no outlines of things
   */
  ImagePlus labelImage(ImagePlus image);

  /**
   * Makes pictures with labels of many things, each drawn from the regions of the active image: the
   * options of {@code MUMU Make Training Data...}.
   *
   * @return pictures and labels, not shown; none where they went into {@code folder}
   * @throws IllegalArgumentException naming what does not fit, what was expected and what to do
   * @throws IOException naming the folder that holds something else, or the file that could not be
   *     written
   * @throws java.util.concurrent.CancellationException when the task is canceled; what is finished
   *     stays in the folder
   */
  List<ImagePlus> trainingData(String options) throws IOException;

  /**
   * The same, from regions a script has.
   *
   * @param images by class, as for {@link #generate(GenerationRequest, Map)}; those of {@code
   *     background} are examples of the ground
   */
  List<ImagePlus> trainingData(String options, Map<String, ?> images) throws IOException;

  /**
   * Puts a picture into the selection of an image, which ImageJ's Undo takes back.
   *
   * @param feather width of the soft edge inside the selection, in pixels
   */
  void paste(ImagePlus picture, ImagePlus target, double feather);

  /** The request stored in an image and what happened, as JSON. */
  String info(ImagePlus image);

  /** Opens an image file without showing it; a picture saved here keeps its request. */
  ImagePlus open(Path path) throws IOException;

  /** As {@link #open(Path)}: a script's path is a text. */
  default ImagePlus open(String path) throws IOException {
    return open(Path.of(path));
  }

  /** As {@link #open(Path)}: a script's parameter is a file. */
  default ImagePlus open(File file) throws IOException {
    return open(file.toPath());
  }

  /** Saves as {@code .tif} or {@code .png} with the stored request and the mark of its origin. */
  void save(ImagePlus image, Path path) throws IOException;

  /** As {@link #save(ImagePlus, Path)}: a script's path is a text. */
  default void save(ImagePlus image, String path) throws IOException {
    save(image, Path.of(path));
  }

  /** As {@link #save(ImagePlus, Path)}: a script's parameter is a file. */
  default void save(ImagePlus image, File file) throws IOException {
    save(image, file.toPath());
  }

  /** Ids of the installed models. */
  List<String> models();

  /** Lists, imports, verifies or removes models: the options of {@code MUMU Models...}. */
  String manageModels(String options) throws IOException;

  /** What would run here, what is missing and what to do. */
  String checkDevice();

  /**
   * Fetches the CUDA runtime into our own folder, or removes it: the options of {@code MUMU Install
   * CUDA...} ({@code accept=true} or {@code remove=true}).
   */
  String installCuda(String options) throws IOException;

  /** What to cite, and the licences of plugin, models and libraries. */
  String licenses() throws IOException;

  /** Frees all memory that models hold; the next request loads what it needs again. */
  void unload();
}
