package mumu;

import ij.ImagePlus;
import ij.gui.Roi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import mumu.command.Production;
import mumu.command.Reports;
import mumu.imagej.ImageFiles;
import mumu.imagej.Overlays;
import mumu.imagej.Pasting;
import mumu.imagej.Regions;
import mumu.imagej.Results;
import mumu.pipeline.Progress;
import mumu.request.GenerationRequest;
import mumu.request.OptionString;
import org.scijava.convert.ConvertService;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.service.AbstractService;
import org.scijava.service.Service;
import org.scijava.task.Task;
import org.scijava.task.TaskService;

/** The service over the path that menus and macros use. */
@Plugin(type = Service.class)
public final class DefaultMumuService extends AbstractService implements MumuService {
  private static final int MOST_SHOWN = 100;

  @Parameter private TaskService tasks;
  @Parameter private ConvertService converters;

  @Override
  public GenerationRequest request(String options) {
    Parameters.need(options, "options");
    return OptionString.parse(options);
  }

  @Override
  public ImagePlus generate(GenerationRequest request) throws IOException {
    return generate(request, Map.of());
  }

  @Override
  public ImagePlus generate(GenerationRequest request, Map<String, ?> images) throws IOException {
    Parameters.need(request, "request");
    Map<String, Regions> given = regions(images);
    return inTask(request.prompt().plain(), progress -> Production.make(request, given, progress));
  }

  @Override
  public ImagePlus tokens(GenerationRequest request, Map<String, ?> images) throws IOException {
    Parameters.need(request, "request");
    return Production.tokens(request, regions(images));
  }

  @Override
  public ImagePlus regenerate(ImagePlus image) throws IOException {
    Parameters.need(image, "image");
    return inTask(image.getTitle(), progress -> Production.repeat(image, progress));
  }

  @Override
  public void bind(ImagePlus image, String slot) {
    Parameters.need(image, "image");
    Parameters.need(slot, "slot");
    Roi selection = image.getRoi();
    if (selection == null) {
      throw new IllegalArgumentException(
          "'" + image.getTitle() + "' has no selection to bind to {" + slot + "}. Set one first.");
    }
    Overlays.bind(image, selection, slot);
  }

  @Override
  public Regions region(ImagePlus image, Roi roi) {
    Parameters.need(image, "image");
    Parameters.need(roi, "roi");
    return Regions.of(image, roi);
  }

  @Override
  public Regions label(ImagePlus labels, ImagePlus image, int number) {
    Parameters.need(labels, "labels");
    Parameters.need(image, "image");
    return Regions.label(labels, image, number);
  }

  @Override
  public Regions labels(ImagePlus labels, ImagePlus image) {
    Parameters.need(labels, "labels");
    Parameters.need(image, "image");
    return Regions.labels(labels, image);
  }

  @Override
  public ImagePlus labelImage(ImagePlus image) {
    Parameters.need(image, "image");
    return Production.labels(image);
  }

  @Override
  public List<ImagePlus> trainingData(String options) throws IOException {
    return trainingData(options, Map.of());
  }

  @Override
  public List<ImagePlus> trainingData(String options, Map<String, ?> images) throws IOException {
    Parameters.need(options, "options");
    Map<String, Regions> given = regions(images);
    return inTask("training data", progress -> Production.trainingData(options, given, progress));
  }

  @Override
  public void paste(ImagePlus picture, ImagePlus target, double feather) {
    Parameters.need(picture, "picture");
    Parameters.need(target, "target");
    Pasting.intoSelection(picture, target, new Pasting(feather, Pasting.Place.AUTO));
  }

  @Override
  public String info(ImagePlus image) {
    Parameters.need(image, "image");
    return Results.info(image);
  }

  @Override
  public ImagePlus open(Path path) throws IOException {
    Parameters.need(path, "path");
    return ImageFiles.open(path);
  }

  @Override
  public void save(ImagePlus image, Path path) throws IOException {
    Parameters.need(image, "image");
    Parameters.need(path, "path");
    ImageFiles.save(image, path);
  }

  @Override
  public List<String> models() {
    return Reports.models();
  }

  @Override
  public String manageModels(String options) throws IOException {
    return Reports.manageModels(options);
  }

  @Override
  public String checkDevice() {
    return Reports.devices();
  }

  @Override
  public String installCuda(String options) throws IOException {
    return Reports.installCuda(options);
  }

  @Override
  public String licenses() throws IOException {
    return Reports.licenses();
  }

  @Override
  public void unload() {
    Production.unload();
  }

  /** What takes a while and may fail. */
  private interface Job<T> {
    T run(Progress progress) throws IOException;
  }

  private <T> T inTask(String name, Job<T> job) throws IOException {
    Task task = tasks.createTask("MUMU: " + name);
    task.start();
    try {
      return job.run(new TaskProgress(task));
    } finally {
      task.finish();
    }
  }

  private Map<String, Regions> regions(Map<String, ?> images) {
    Parameters.need(images, "images");
    Map<String, Regions> regions = new TreeMap<>();
    // NB: a script's map need not have the keys that Java's compiler believes in.
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) images).entrySet()) {
      String slot = slot(entry.getKey());
      regions.put(slot, converted(slot, entry.getValue()));
    }
    return regions;
  }

  private static String slot(Object key) {
    if (key instanceof CharSequence text) {
      return text.toString();
    }
    throw new IllegalArgumentException(
        "images are given by the name of a slot: expected a text such as 'man', found %s"
            .formatted(key == null ? "nothing" : key + " (" + key.getClass().getName() + ")"));
  }

  private Regions converted(String slot, Object image) {
    Regions converted =
        image instanceof Regions given ? given : converters.convert(image, Regions.class);
    if (converted == null) {
      throw new IllegalArgumentException(
          "what is given for {%s} cannot be bound: expected an ImagePlus, a Roi, Regions, a file, a source as in bind, or several of these, found %s"
              .formatted(slot, image == null ? "nothing" : described(image)));
    }
    return converted;
  }

  /** NB: the text of a list shows which of several is odd. */
  private static String described(Object image) {
    String text = image.toString();
    String type = image.getClass().getName();
    return type + ": " + (text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text);
  }
}
