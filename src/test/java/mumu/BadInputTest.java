package mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every mistake ends the macro with a sentence that names it, by Ext and by command. */
class BadInputTest {
  private Scene scene;

  @BeforeEach
  void openTheScene() {
    scene = new Scene();
    ImagePlus park = WindowManager.getCurrentImage();
    Scene.add(park, new Roi(3, 3, 9, 9), "twin", Color.GREEN);
    Scene.add(park, new Roi(30, 3, 9, 9), "twin", Color.GREEN);
    Scene.add(park, new Line(3, 3, 9, 9), "line", Color.GREEN);
    ShapeRoi square = new ShapeRoi(new Roi(3, 3, 9, 9));
    Scene.add(park, square.xor(new ShapeRoi(new Roi(3, 3, 9, 9))), "empty", Color.GREEN);
    Scene.add(park, new Roi(300, 300, 9, 9), "outside", Color.GREEN);
  }

  @AfterEach
  void closeTheScene() {
    scene.close();
  }

  static Stream<Arguments> mistakes() {
    return Stream.of(
        Arguments.of("", "prompt"),
        Arguments.of("prompt=[]", "prompt"),
        Arguments.of("step=3 prompt=[a]", "step"),
        Arguments.of("steps=0 prompt=[a]", "steps"),
        Arguments.of("steps=-1 prompt=[a]", "steps"),
        Arguments.of("steps=1e9 prompt=[a]", "steps"),
        Arguments.of("steps=1000000000 prompt=[a]", "steps"),
        Arguments.of("steps=many prompt=[a]", "many"),
        Arguments.of("seed=-1 prompt=[a]", "seed"),
        Arguments.of("seed=4294967296 prompt=[a]", "seed"),
        Arguments.of("guidance=NaN prompt=[a]", "guidance"),
        Arguments.of("width=0 prompt=[a]", "width"),
        Arguments.of("width=100000 prompt=[a]", "width"),
        Arguments.of("width=101 prompt=[a]", "width"),
        Arguments.of("count=0 prompt=[a]", "count"),
        Arguments.of("variety=1.01 prompt=[a]", "variety must be 0 to 1"),
        Arguments.of("variety=-1 prompt=[a]", "variety"),
        Arguments.of("variety=NaN prompt=[a]", "variety"),
        Arguments.of("variety=much prompt=[a]", "much"),
        Arguments.of("variety=0.5 prompt=[a]", "leave variety out"),
        Arguments.of("strength=2 prompt=[a]", "strength"),
        Arguments.of("device=gpu prompt=[a]", "device"),
        Arguments.of("device=cuda:99 prompt=[a]", "cuda"),
        Arguments.of("scheduler=magic prompt=[a]", "magic"),
        Arguments.of("bind=[cat=Park:man] prompt=[a {man}]", "cat"),
        Arguments.of("bind=[man=nobody] prompt=[a {man}]", "nobody"),
        Arguments.of("bind=[man=Beach:man] prompt=[a {man}]", "Beach"),
        Arguments.of("bind=[man=#99] prompt=[a {man}]", "#99"),
        Arguments.of("bind=[man=] prompt=[a {man}]", "man"),
        Arguments.of("bind=[man=man@3] prompt=[a {man}]", "weight"),
        Arguments.of("bind=[man=/no/such/file.png] prompt=[a {man}]", "/no/such/file.png"),
        Arguments.of("prompt=[a {twin}]", "twin"),
        Arguments.of("prompt=[a {line}]", "line"),
        Arguments.of("prompt=[a {empty}]", "empty"),
        Arguments.of("prompt=[a {outside}]", "outside"),
        Arguments.of("prompt=[a {man]", "{"),
        Arguments.of("prompt=[a man}]", "}"),
        Arguments.of("prompt=[a {big {man}}]", "{"),
        Arguments.of("prompt=[" + "very ".repeat(2000) + "long]", "4000"),
        Arguments.of("init=[Park:man] strength=0.5 init=[x] prompt=[a]", "init"),
        Arguments.of("finetune=[/no/such.safetensors@1] prompt=[a]", "finetune"));
  }

  @ParameterizedTest
  @MethodSource("mistakes")
  void aMistakeIsNamed(String options, String word) {
    int images = WindowManager.getImageCount();
    for (String sentence :
        new String[] {
          sentence(() -> scene.generate(options)),
          sentence(() -> scene.command("generate", Scene.withModel(options)))
        }) {
      assertTrue(sentence.contains(word), sentence);
      assertFalse(sentence.contains("Exception"), sentence);
      assertTrue(sentence.length() > 20, sentence);
    }
    assertEquals(images, WindowManager.getImageCount());
  }

  @Test
  void anUnknownModelIsNamed() {
    String sentence = sentence(() -> scene.ext("mumuGenerate", "model=nonesuch prompt=[a]"));
    assertTrue(sentence.contains("nonesuch"), sentence);
  }

  @Test
  void aClosedSourceIsNamed() {
    scene.closeImages();
    String sentence =
        sentence(() -> scene.generate("steps=1 bind=[man=Park:man] prompt=[a {man}]"));
    assertTrue(sentence.contains("Park"), sentence);
  }

  @Test
  void withoutADisplayACommandNeedsOptions() {
    for (String command : new String[] {"generate", "tokens", "bind"}) {
      WindowManager.getCurrentImage().setRoi(new Roi(1, 1, 5, 5));
      String sentence = sentence(() -> scene.command(command, null));
      assertTrue(sentence.contains("cannot ask without a display"), sentence);
    }
  }

  @Test
  void onlyAnAreaOfTheImageIsBound() {
    ImagePlus park = WindowManager.getCurrentImage();
    Map<String, Roi> found = new LinkedHashMap<>();
    found.put("none", null);
    found.put("Straight Line", new Line(1, 1, 5, 5));
    found.put("Rectangle outside of it", new Roi(park.getWidth(), 1, 5, 5));
    found.put("Oval outside of it", new OvalRoi(-9, -9, 9, 9));
    found.forEach(
        (what, selection) -> {
          park.setRoi(selection);
          String sentence = sentence(() -> scene.command("bind", "slot=[thing] "));
          assertTrue(sentence.contains("in Park, found " + what + ". Draw around"), sentence);
        });
    park.setRoi(new Roi(-4, -4, 5, 5));
    scene.command("bind", "slot=[thing] ");
  }

  @Test
  void regenerateNeedsAPictureOfOurs() {
    String sentence = sentence(() -> scene.command("regenerate", null));
    assertTrue(sentence.contains("Park"), sentence);
    scene.closeImages();
    assertTrue(sentence(() -> scene.command("regenerate", null)).contains("open image"));
    assertTrue(sentence(() -> scene.ext("mumuInfo", "5")).contains("the ID '5'"));
  }

  @Test
  void filesThatCannotBeReadOrWrittenAreNamed(@TempDir Path folder) throws java.io.IOException {
    Path noImage = Files.writeString(folder.resolve("text.tif"), "no image");
    assertTrue(sentence(() -> scene.ext("mumuOpen", noImage.toString())).contains("text.tif"));
    assertTrue(sentence(() -> scene.ext("mumuOpen", "/no/such.tif")).contains("such.tif"));
    Path nowhere = folder.resolve("absent").resolve("a.png");
    assertTrue(sentence(() -> scene.ext("mumuSave", nowhere.toString())).contains("a.png"));
    assertTrue(
        sentence(() -> scene.ext("mumuSave", folder.resolve("a.xyz").toString())).contains("xyz"));
    assertTrue(sentence(() -> scene.ext("mumuInfo", "4711")).contains("4711"));
    assertTrue(sentence(() -> scene.ext("mumuInfo", "man")).contains("man"));
  }

  /** The sentence shown to the user; anything but a user's mistake fails. */
  private static String sentence(Runnable call) {
    Entry.Aborted aborted = assertThrows(Entry.Aborted.class, call::run);
    return EntryFailures.sentence(aborted.getCause());
  }
}
