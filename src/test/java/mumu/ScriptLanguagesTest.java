package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import java.io.File;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mumu.imagej.Regions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.python.core.PyNone;
import org.python.core.PyObject;
import org.scijava.Context;
import org.scijava.convert.ConvertService;
import org.scijava.module.Module;
import org.scijava.plugin.PluginInfo;
import org.scijava.plugin.PluginService;
import org.scijava.script.AdaptedScriptLanguage;
import org.scijava.script.ScriptLanguage;
import org.scijava.script.ScriptService;

/** What Python (Jython) and JavaScript (Nashorn) hand over, whose types are not those of Java. */
class ScriptLanguagesTest {
  private static final Path EXAMPLES = Path.of("docs", "examples");
  private static final String REQUEST =
      """
      #@ MumuService mumu
      #@ ij.ImagePlus image
      #@output ij.ImagePlus result
      request = mumu.request("OPTIONS")
      """
          .replace("OPTIONS", Scene.withModel("prompt=[a {thing}]"));

  private final Scene scene = new Scene();
  private final ImagePlus park = WindowManager.getCurrentImage();
  private Context context;

  /** Python for SciJava, as Fiji's scripting-jython adds it, which is not on Maven Central. */
  public static final class Python extends AdaptedScriptLanguage {
    public Python() {
      super("jython");
    }

    @Override
    public List<String> getExtensions() {
      return List.of("py");
    }

    @Override
    public Object decode(Object value) {
      if (value instanceof PyNone) {
        return null;
      }
      return value instanceof PyObject python ? python.__tojava__(Object.class) : value;
    }
  }

  /** JavaScript for SciJava, as Fiji's scripting-javascript adds it. */
  public static final class JavaScript extends AdaptedScriptLanguage {
    public JavaScript() {
      super("nashorn");
    }

    @Override
    public List<String> getExtensions() {
      return List.of("js");
    }
  }

  @BeforeEach
  void startSciJava() {
    context = new Context();
    for (Class<? extends ScriptLanguage> language : List.of(Python.class, JavaScript.class)) {
      context
          .getService(PluginService.class)
          .addPlugin(new PluginInfo<>(language, ScriptLanguage.class));
    }
  }

  @AfterEach
  void stop() {
    context.dispose();
    scene.close();
  }

  @Test
  void theExampleInPythonIsRun() throws Exception {
    Map<String, Object> inputs =
        Map.of("image", park, "options", Scene.withModel("steps=2 seed=4"));
    Module script = run(EXAMPLES.resolve("generate.py").toFile(), inputs);
    String json = (String) script.getOutput("information");
    assertTrue(json.contains("\"roiName\":\"man\"") && json.contains("\"roiName\":\"dog\""), json);
    ImagePlus result = (ImagePlus) script.getOutput("result");
    int[][] again = Scene.pixels(context.getService(MumuService.class).regenerate(result));
    assertArrayEquals(again, Scene.pixels(result));
  }

  @Test
  void theExampleInJavaScriptIsRun() throws Exception {
    Map<String, Object> inputs =
        Map.of("image", park, "options", "count=2 most=2 steps=2 seed=4 width=128 height=128");
    Module script = run(EXAMPLES.resolve("training_data.js").toFile(), inputs);
    assertEquals(2, ((ImagePlus) script.getOutput("pictures")).getStackSize());
    assertEquals(16, ((ImagePlus) script.getOutput("labels")).getBitDepth());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[image, 'dog']",
        "(image, u'dog')",
        "[roi for roi in image.getOverlay()]",
        "(roi for roi in image.getOverlay())",
        "image.getOverlay()",
        "image.getOverlay().toArray()",
        "[[image], ('dog',)]",
      })
  void pythonGivesSeveralInAnyOfItsWays(String several) throws Exception {
    assertEquals(2, tokens("py", "{'thing': %s}".formatted(several)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[image, 'd' + 'og']", "image.getOverlay().toArray()", "[[image], ['dog']]"})
  void javaScriptGivesSeveralInAnyOfItsWays(String several) throws Exception {
    assertEquals(2, tokens("js", "{thing: %s}".formatted(several)));
  }

  private int tokens(String language, String images) throws Exception {
    String script = REQUEST + "result = mumu.tokens(request, %s)".formatted(images);
    Module module =
        context
            .getService(ScriptService.class)
            .run("script." + language, new StringReader(script), true, Map.of("image", park))
            .get();
    return ((ImagePlus) module.getOutput("result")).getStackSize();
  }

  @Test
  void whatIsNoTextOrNoMapOrMissingIsRefused() {
    MumuService mumu = context.getService(MumuService.class);
    assertRefused("found 3 (java.lang.Integer)", Collections.singletonMap(3, park));
    assertRefused("found nothing", Collections.singletonMap(null, park));
    assertRefused(
        "found java.util.Arrays$ArrayList: [", Map.of("thing", Arrays.asList(park, null)));
    assertRefused("cannot be bound", Map.of("thing", Map.of("0", park, "a", park)));
    assertRefused("the parameter images is missing", null);
    String message =
        assertThrows(IllegalArgumentException.class, () -> mumu.region(park, null)).getMessage();
    assertEquals("the parameter roi is missing: expected one", message);
    assertThrows(IllegalArgumentException.class, () -> mumu.request(null));
  }

  /** NB: a script's map is not checked by Java's compiler. */
  @SuppressWarnings("unchecked")
  private void assertRefused(String why, Map<?, ?> images) {
    MumuService mumu = context.getService(MumuService.class);
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> mumu.tokens(mumu.request("prompt=[a {thing}]"), (Map<String, ?>) images))
            .getMessage();
    assertTrue(message.contains(why), message);
  }

  @Test
  void roisFilesAndIndexedMapsConvertToRegions() {
    ConvertService converters = context.getService(ConvertService.class);
    ImagePlus other = IJ.createImage("other", "8-bit ramp", 40, 40, 1);
    Roi oval = new OvalRoi(1, 2, 20, 20);
    assertEquals(park, converters.convert(oval, Regions.class).image());
    other.setRoi(oval);
    assertEquals(other, converters.convert(other.getRoi(), Regions.class).image());
    Path file = Path.of("test-images", "park.tif");
    assertEquals(1, converters.convert(file, Regions.class).size());
    assertEquals(1, converters.convert(file.toFile(), Regions.class).size());
    Map<String, Object> indexed = new LinkedHashMap<>(Map.of("1", "dog", "0", park));
    assertEquals(2, converters.convert(indexed, Regions.class).size());
    scene.closeImages();
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> converters.convert(oval.clone(), Regions.class))
            .getMessage();
    assertTrue(message.contains("give mumu.region(image, roi)"), message);
  }

  @Test
  void pathsAreTextsAndFilesToo() throws Exception {
    MumuService mumu = context.getService(MumuService.class);
    File file = File.createTempFile("mumu", ".tif");
    mumu.save(park, file);
    mumu.save(park, file.getPath());
    assertArrayEquals(Scene.pixels(park), Scene.pixels(mumu.open(file.getPath())));
    assertArrayEquals(Scene.pixels(park), Scene.pixels(mumu.open(file)));
    assertTrue(file.delete());
  }

  private Module run(File script, Map<String, Object> inputs) throws Exception {
    return context.getService(ScriptService.class).run(script, true, inputs).get();
  }
}
