package mumu;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.macro.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import mumu.bundle.TestBundle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models through Ext and the command, in an ImageJ folder of their own. */
class ManageModelsTest {
  private static final List<String> PLACES = List.of("plugins.dir", "user.home");

  @TempDir private Path folder;

  private List<String> before;
  private Path models;
  private Path zip;
  private Scene scene;

  @BeforeEach
  void openTheScene() throws IOException {
    before = PLACES.stream().map(key -> System.getProperty(key, "")).toList();
    Path imagej = folder.resolve("imagej [x]");
    Files.createDirectories(imagej.resolve("plugins"));
    System.setProperty("plugins.dir", imagej.toString());
    System.setProperty("user.home", folder.resolve("home").toString());
    models = imagej.resolve("models").resolve("mumu");
    zip = TestBundle.copy().zip(folder, "");
    scene = new Scene();
  }

  @AfterEach
  void closeTheScene() {
    scene.close();
    for (int i = 0; i < PLACES.size(); i++) {
      if (before.get(i).isEmpty()) {
        System.clearProperty(PLACES.get(i));
      } else {
        System.setProperty(PLACES.get(i), before.get(i));
      }
    }
  }

  private String manage(String options) {
    return scene.ext("mumuManageModels", options);
  }

  private static String sentence(Runnable call) {
    Entry.Aborted aborted = assertThrows(Entry.Aborted.class, call::run);
    return EntryFailures.sentence(aborted.getCause());
  }

  @Test
  void anImportedModelIsListedMakesPicturesAndGoes() {
    String said = manage("import=[" + zip + "]");
    assertTrue(said.contains("'tiny-random'"), said);
    String list = manage("list=true");
    assertTrue(list.startsWith("Id\tName\tVersion\tLicence\tMB\tMemory MB\tFamily\tWhere\n"), list);
    String row = list.lines().filter(line -> line.startsWith("tiny-random\t")).findFirst().get();
    assertEquals(8, row.split("\t").length, row);
    assertTrue(row.endsWith("\tmumu\t" + models.resolve("tiny-random")), row);
    assertTrue(List.of(scene.ext("mumuModels").split(",")).contains("tiny-random"));
    assertTrue(manage("verify=[tiny-random]").contains("7 files"));
    String options = "steps=1 seed=1 prompt=[a {man}]";
    assertArrayEquals(
        Scene.pixels(Scene.image(scene.generate("bind=[man=Park:man] " + options))),
        Scene.pixels(
            Scene.image(
                scene.ext("mumuGenerate", "model=tiny-random bind=[man=Park:man] " + options))));
    assertTrue(manage("remove=[tiny-random]").contains("removed"));
    assertFalse(Files.exists(models.resolve("tiny-random")));
    assertTrue(sentence(() -> manage("verify=[tiny-random]")).contains("tiny-random"));
  }

  @Test
  void theCommandDoesTheSame() {
    scene.command("models", "import=[" + zip + "] ");
    assertTrue(Files.exists(models.resolve("tiny-random")));
    String sentence = sentence(() -> scene.command("models", "import=[" + zip + "]"));
    assertTrue(sentence.contains("already installed"), sentence);
    scene.command("models", "replace=true import=[" + zip + "]");
    scene.command("models", "verify=tiny-random");
    scene.command("models", "list");
    scene.command("models", "list=true");
    scene.command("models", "remove=tiny-random");
    assertFalse(Files.exists(models.resolve("tiny-random")));
  }

  @Test
  void aModelWhoseOwnSchedulerDoesNotSuitItIsVerifiedAndMakesPicturesWithAnother() {
    Path model = Path.of("src/test/resources/bundles/diffusers/sd-sample.zip").toAbsolutePath();
    manage("import=[" + model + "]");
    assertTrue(manage("verify=[sd-sample]").contains("sd-sample"));
    assertTrue(manage("list=true").contains("\tsd\t" + models.resolve("sd-sample")));
    String options = "model=sd-sample steps=2 seed=1 prompt=[a fox] ";
    String said = sentence(() -> scene.ext("mumuGenerate", options));
    assertTrue(said.contains("the scheduler pndm does not work with models"), said);
    Scene.image(scene.ext("mumuGenerate", options + "scheduler=ddim"));
  }

  @Test
  void aMacroReadsTheList() {
    String list =
        new Interpreter()
            .run(
                "Ext.install('mumu.MacroExtensions'); return Ext.mumuManageModels('list=true');",
                "");
    assertTrue(list.startsWith("Id\t"), list);
  }

  @Test
  void aBrokenModelIsAProblemThatCanBeRemoved() throws IOException {
    Files.createDirectories(models.resolve("broken"));
    assertTrue(manage("list=true").contains("Problem: "), manage("list=true"));
    assertTrue(manage("list=true").contains("broken"));
    manage("remove=[broken]");
    assertFalse(Files.exists(models.resolve("broken")));
  }

  @Test
  void aModelOfAnUnknownFamilyIsAProblem() throws IOException {
    Path other =
        TestBundle.copy().manifest(json -> json.addProperty("family", "novel")).zip(folder, "");
    manage("import=[" + other + "]");
    String list = manage("list=true");
    assertTrue(list.contains("Problem: the model 'tiny-random'") && list.contains("novel"), list);
  }

  @Test
  void theListClearsAwayWhatAKilledImportLeft() throws IOException {
    Path left = Files.createDirectories(models.resolve(".mumu-import-1").resolve("unet"));
    assertFalse(manage("list=true").contains("Problem"), manage("list=true"));
    assertFalse(Files.exists(left));
  }

  @ParameterizedTest
  @CsvSource({
    "import=[], one thing at a time",
    "list=false, list=false",
    "list=maybe, maybe",
    "list=true verify=[a], one thing at a time",
    "verify=[a] replace=true, replace belongs to import",
    "import=[/no/such.zip], /no/such.zip",
    "import=[/no/such.zip] replace=yes, yes",
    "verify=[nonesuch], nonesuch",
    "remove=[nonesuch], nonesuch",
    "remove=[../..], ../..",
    "remove=[mumu-tiny], embedded",
    "delete=[a], delete"
  })
  void aMistakeIsNamed(String options, String word) throws IOException {
    for (String sentence :
        new String[] {
          sentence(() -> manage(options)), sentence(() -> scene.command("models", options))
        }) {
      assertTrue(sentence.contains(word), sentence);
      assertFalse(sentence.contains("Exception"), sentence);
    }
    try (Stream<Path> left = Files.walk(folder)) {
      assertTrue(left.noneMatch(path -> path.toString().contains(".mumu-import-")));
    }
  }

  @Test
  void withoutADisplayTheCommandNeedsOptions() {
    String sentence = sentence(() -> scene.command("models", null));
    assertTrue(sentence.contains("cannot ask without a display"), sentence);
    assertTrue(sentence(() -> manage("")).contains("one thing at a time"));
  }
}
