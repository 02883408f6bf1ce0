package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import java.awt.event.KeyEvent;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import mumu.imagej.Regions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.scijava.Context;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandService;
import org.scijava.convert.ConvertService;
import org.scijava.menu.MenuService;
import org.scijava.menu.ShadowMenu;
import org.scijava.module.Module;
import org.scijava.module.ModuleItem;
import org.scijava.script.ScriptService;

/** What SciJava's users have: commands by class, converters, and Groovy scripts. */
class SciJavaTest {
  private static final Path EXAMPLES = Path.of("docs", "examples");
  private static final String OPTIONS = Scene.withModel("steps=2 seed=4");

  private final Scene scene = new Scene();
  private final ImagePlus park = WindowManager.getCurrentImage();
  private Context context;

  @BeforeEach
  void startSciJava() {
    context = new Context();
    Groovy.addTo(context);
  }

  @AfterEach
  void stop() {
    context.dispose();
    scene.close();
  }

  @Test
  void aCommandMakesThePixelsOfTheMacroAndShowsNothing() throws Exception {
    int[][] macro =
        Scene.pixels(Scene.image(scene.generate("steps=2 seed=4 prompt=[a {man} and a {dog}]")));
    int images = WindowManager.getImageCount();
    Module module =
        run(
            GenerateCommand.class,
            "prompt",
            "a {man} and a {dog}",
            "image",
            park,
            "seed",
            4L,
            "steps",
            2,
            "model",
            Scene.MODEL);
    assertArrayEquals(macro, Scene.pixels((ImagePlus) module.getOutput("result")));
    assertEquals(images, WindowManager.getImageCount());
  }

  @ParameterizedTest
  @ValueSource(strings = {"sd15", "sdxl"})
  void anEmptyPromptAndAnEmptyNegativePromptReachTheModel(String bundle) throws Exception {
    Path zip = Path.of("src", "test", "resources", "bundles", "diffusers", bundle + ".zip");
    String model = zip.toAbsolutePath().toString();
    for (String negative : new String[] {"", "grey"}) {
      ImagePlus macro =
          Scene.image(
              scene.ext(
                  "mumuGenerate",
                  "model=[%s] steps=2 seed=4 width=64 height=64 negative=[%s] prompt=[]"
                      .formatted(model, negative)));
      Module module =
          run(
              GenerateCommand.class,
              "prompt",
              "",
              "negative",
              negative,
              "model",
              model,
              "steps",
              2,
              "seed",
              4L,
              "width",
              64,
              "height",
              64);
      assertArrayEquals(
          Scene.pixels(macro), Scene.pixels((ImagePlus) module.getOutput("result")), negative);
    }
  }

  @Test
  void imagesCanBeGivenAsObjectsAndNeedNotBeOpen() throws Exception {
    ImagePlus closed = park.duplicate();
    closed.setTitle("closed");
    closed.setRoi(new OvalRoi(5, 5, 40, 50));
    Module tokens =
        run(
            ShowTokensCommand.class,
            "prompt",
            "a {thing} and a {dog}",
            "image",
            park,
            "model",
            Scene.MODEL,
            "images",
            Map.of("thing", new Object[] {closed, "Park:dog", List.of(closed)}));
    ImagePlus stack = (ImagePlus) tokens.getOutput("result");
    assertEquals(4, stack.getStackSize());
    assertEquals("{thing} closed:selection", stack.getStack().getSliceLabel(1));
    assertEquals("{thing} Park:dog", stack.getStack().getSliceLabel(2));
    assertEquals("{dog} Park:dog", stack.getStack().getSliceLabel(4));
  }

  @Test
  void everyOtherCommandRunsByItsClass() throws Exception {
    park.setRoi(new Roi(3, 3, 20, 20));
    run(BindSelectionCommand.class, "image", park, "slot", "square");
    run(BindSelectionCommand.class, "image", park, "slot", "oval", "roi", new OvalRoi(9, 9, 9, 9));
    assertEquals("oval", park.getOverlay().get(3).getName());
    ImagePlus result = Scene.image(scene.generate("steps=2 seed=4 prompt=[a {square}]"));
    Module again = run(RegenerateCommand.class, "image", result);
    assertArrayEquals(Scene.pixels(result), Scene.pixels((ImagePlus) again.getOutput("result")));
    assertThrows(ExecutionException.class, () -> run(MakeLabelsCommand.class, "image", park));
    assertThrows(
        ExecutionException.class,
        () -> run(MakeTrainingDataCommand.class, "image", park, "count", 0));
    int[][] before = Scene.pixels(park);
    run(PasteIntoSelectionCommand.class, "source", result, "target", park, "feather", 2.0);
    assertFalse(Arrays.deepEquals(before, Scene.pixels(park)));
    assertTrue(report(ManageModelsCommand.class).contains("mumu-tiny"));
    assertTrue(report(CheckDeviceCommand.class).contains("ONNX Runtime"));
    assertTrue(report(CiteAndLicensesCommand.class).contains("arXiv:2406.18790"));
    run(UnloadModelsCommand.class);
  }

  @Test
  void everyMenuCommandWithoutAWindowHasAFaceAndNoneHasAMenuEntryOfItsOwn() throws IOException {
    List<CommandInfo> ours =
        context.getService(CommandService.class).getCommands().stream()
            .filter(info -> info.getDelegateClassName().startsWith("mumu."))
            .toList();
    List<String> names = ours.stream().map(CommandInfo::getDelegateClassName).toList();
    try (Stream<String> lines = Files.lines(Path.of("plugins.config"))) {
      lines
          .filter(line -> line.startsWith("Plugins>MUMU, \"MUMU "))
          .map(line -> line.replaceFirst("[^\"]*\"MUMU ([^\"]+)\".*", "$1"))
          .map(label -> label.replace("...", "").replace("and", "And").replace(" ", ""))
          .map(label -> label.equals("Models") ? "ManageModels" : label)
          .filter(label -> !List.of("Panel", "BindTool").contains(label))
          .forEach(label -> assertTrue(names.contains("mumu." + label + "Command"), label));
    }
    for (CommandInfo info : ours) {
      assertTrue(info.getMenuPath().isEmpty(), info.toString());
      assertFalse(info.isVisible(), info.toString());
      for (ModuleItem<?> input : info.inputs()) {
        assertTrue(!input.isPersisted() || input.getName().equals("mumu"), input.getName());
      }
    }
    assertFalse(menu(context.getService(MenuService.class).getMenu()).contains("MUMU"));
  }

  private static String menu(ShadowMenu menu) {
    StringBuilder labels = new StringBuilder(String.valueOf(menu.getName()));
    menu.getChildren().forEach(child -> labels.append('\n').append(menu(child)));
    return labels.toString();
  }

  @Test
  void aMistakeIsThrownWithItsSentence() {
    Throwable failure =
        assertThrows(
            ExecutionException.class,
            () -> run(GenerateCommand.class, "prompt", "a", "steps", 0, "image", park));
    assertTrue(causes(failure).contains("steps must be 1 to 1000"), causes(failure));
    failure =
        assertThrows(
            ExecutionException.class,
            () -> run(GenerateCommand.class, "prompt", "a", "model", "no-such-model"));
    assertTrue(causes(failure).contains("no-such-model"), causes(failure));
    failure =
        assertThrows(ExecutionException.class, () -> run(RegenerateCommand.class, "image", park));
    assertTrue(causes(failure).contains("holds no request"), causes(failure));
  }

  @Test
  void whatIsMissingIsNamedAlsoWithoutPreprocessors() {
    for (Class<? extends org.scijava.command.Command> command :
        List.of(
            GenerateCommand.class,
            RegenerateCommand.class,
            BindSelectionCommand.class,
            PasteIntoSelectionCommand.class)) {
      Throwable failure =
          assertThrows(
              ExecutionException.class,
              () -> context.getService(CommandService.class).run(command, false).get());
      assertTrue(causes(failure).contains(" is missing: expected one"), causes(failure));
    }
  }

  @Test
  void whatCannotBeBoundIsRefusedByName() {
    MumuService mumu = context.getService(MumuService.class);
    for (Object odd : new Object[] {42, List.of(), List.of(park, 42)}) {
      String message =
          assertThrows(
                  IllegalArgumentException.class,
                  () -> mumu.generate(mumu.request("prompt=[a {man}]"), Map.of("man", odd)))
              .getMessage();
      assertTrue(message.contains("given for {man} cannot be bound"), message);
    }
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> mumu.generate(mumu.request("prompt=[a {man}]"), Map.of("man", "Nobody")))
            .getMessage();
    assertTrue(message.contains("called 'Nobody'"), message);
  }

  @Test
  void imagesAndTextConvertToRegions() {
    ConvertService converters = context.getService(ConvertService.class);
    assertEquals(1, converters.convert(park, Regions.class).size());
    assertEquals(1, converters.convert("Park:man", Regions.class).size());
    assertEquals(2, converters.convert(List.of(park, "Park:dog"), Regions.class).size());
    assertEquals(2, converters.convert(new ImagePlus[] {park, park}, Regions.class).size());
  }

  @Test
  @Timeout(60)
  void escEndsAScriptsRequestToo() throws InterruptedException {
    MumuService mumu = context.getService(MumuService.class);
    Thread finger =
        new Thread(
            () -> {
              IJ.wait(150);
              IJ.setKeyDown(KeyEvent.VK_ESCAPE);
            });
    finger.start();
    assertThrows(
        CancellationException.class,
        () -> mumu.generate(mumu.request(Scene.withModel("steps=1000 count=1000 prompt=[a]"))));
    finger.join();
  }

  @Test
  void theExampleGenerateIsRun() throws Exception {
    Module script =
        script(
            "generate.groovy",
            Map.of("file", new File("test-images/park.tif"), "options", OPTIONS));
    assertNotNull(script.getOutput("result"));
    String json = (String) script.getOutput("information");
    assertTrue(json.contains("\"roiName\":\"man\""), json);
    scene.closeImages();
    scene.ext("mumuOpen", "test-images/park.tif");
    String macro =
        scene.ext("mumuGenerate", OPTIONS + " prompt=[a picture of a {man} and his {dog}]");
    assertArrayEquals(
        Scene.pixels(Scene.image(macro)), Scene.pixels((ImagePlus) script.getOutput("result")));
  }

  @Test
  void theExampleLabelsIsRun() throws Exception {
    ImagePlus cells = IJ.createImage("cells", "8-bit ramp", 40, 40, 1);
    ImagePlus labels = IJ.createImage("labels", "16-bit black", 40, 40, 1);
    for (int i = 1; i <= 3; i++) {
      labels.getProcessor().setColor(i);
      labels.getProcessor().fill(new OvalRoi(10 * i, 5, 9, 20));
    }
    Module script =
        script("label_image.groovy", Map.of("image", cells, "labels", labels, "options", OPTIONS));
    assertEquals(3, ((ImagePlus) script.getOutput("tokens")).getStackSize());
    String json =
        context.getService(MumuService.class).info((ImagePlus) script.getOutput("result"));
    assertTrue(json.contains("\"roiName\":\"label 2\"") && !json.contains("label 3"), json);
  }

  @Test
  void theExampleCommandIsRun() throws Exception {
    int[][] before = Scene.pixels(park);
    Module script = script("command.groovy", Map.of("image", park, "model", Scene.MODEL));
    assertInstanceOf(ImagePlus.class, script.getOutput("result"));
    assertFalse(Arrays.deepEquals(before, Scene.pixels(park)));
  }

  @Test
  void everyExampleIsRunByATest() throws IOException {
    Path folder = Path.of("src", "test", "java", "mumu");
    String tests =
        Files.readString(folder.resolve("SciJavaTest.java"))
            + Files.readString(folder.resolve("ScriptLanguagesTest.java"))
            + Files.readString(Path.of("src", "test", "python", "test_coco_yolo.py"));
    try (Stream<Path> examples = Files.list(EXAMPLES)) {
      examples.forEach(
          example ->
              assertTrue(
                  tests.contains('"' + example.getFileName().toString() + '"'), "" + example));
    }
  }

  private Module script(String name, Map<String, Object> inputs) throws Exception {
    return context
        .getService(ScriptService.class)
        .run(EXAMPLES.resolve(name).toFile(), true, inputs)
        .get();
  }

  private Module run(Class<? extends org.scijava.command.Command> command, Object... inputs)
      throws InterruptedException, ExecutionException {
    return context.getService(CommandService.class).run(command, true, inputs).get();
  }

  private String report(Class<? extends org.scijava.command.Command> command)
      throws InterruptedException, ExecutionException {
    return (String) run(command).getOutput("report");
  }

  private static String causes(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      text.append(cause).append('\n');
    }
    return text.toString();
  }
}
