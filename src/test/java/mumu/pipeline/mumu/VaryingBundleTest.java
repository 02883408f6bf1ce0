package mumu.pipeline.mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import mumu.bundle.MumuBundle;
import mumu.bundle.TestBundle;
import mumu.pipeline.Generation;
import mumu.pipeline.Pipeline;
import mumu.pipeline.Progress;
import mumu.pipeline.Thing;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.SettingsBuilder;
import mumu.sampling.TorchNoise;
import mumu.tensor.Shape;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A prompt encoder that varies and tells where things are; its numbers are foreseen here. */
class VaryingBundleTest {
  private static Pipeline varying;
  private static Pipeline plain;

  @BeforeAll
  static void open(@TempDir Path folder) throws IOException {
    varying = Fixture.open(MumuBundle.open(TestBundle.varying().folder(folder)));
    plain = Fixture.open();
  }

  @AfterAll
  static void close() {
    varying.close();
    plain.close();
  }

  private static Generation make(
      Pipeline pipeline,
      String prompt,
      List<BoundImage> images,
      UnaryOperator<SettingsBuilder> settings) {
    return pipeline.generate(Fixture.request(prompt, images, settings), Progress.silent());
  }

  private static Generation pets(UnaryOperator<SettingsBuilder> settings) {
    return make(varying, Fixture.PETS, Fixture.pets(), settings);
  }

  @Test
  void withoutVarietyThePicturesAreThoseOfTheBundleThatCannotVary() {
    assertEquals(
        make(plain, Fixture.PETS, Fixture.pets(), settings -> settings.count(2)).pictures(),
        pets(settings -> settings.count(2)).pictures());
    assertEquals(
        pets(settings -> settings).things().get(0).get(0).square(),
        pets(settings -> settings.seed(7)).things().get(0).get(0).square());
  }

  @Test
  void everyPictureOfABatchIsTheOneItsSeedGivesAlone() {
    Generation batch = pets(settings -> settings.variety(0.7).count(3));
    for (int image = 0; image < 3; image++) {
      long seed = 42 + image;
      Generation alone = pets(settings -> settings.variety(0.7).seed(seed));
      assertEquals(alone.pictures().get(0), batch.pictures().get(image));
      assertEquals(alone.things().get(0), batch.things().get(image));
    }
    assertNotEquals(batch.things().get(0), batch.things().get(1));
    assertNotEquals(pets(settings -> settings).pictures(), batch.pictures().subList(0, 1));
  }

  @Test
  void theNumbersAreThoseOfTheImagesOwnSeed() {
    Generation batch = pets(settings -> settings.variety(0.5).count(2).seed(0xFFFFFFFFL));
    long[] seeds = {0xFFFFFFFFL, 0};
    for (int image = 0; image < 2; image++) {
      float[] numbers = TorchNoise.of(seeds[image], 1).next(Shape.of(1, 20)).values();
      Thing.Square square = batch.things().get(image).get(1).square();
      assertEquals(16 + 0.5 * numbers[0], square.top(), 1e-5);
      assertEquals(14 + 0.5 * numbers[1], square.left(), 1e-5);
      assertEquals(16, square.height());
    }
  }

  @Test
  void thingsAreCalledAsTheSlotsAndWordsAre() {
    List<Thing> things = pets(settings -> settings).things().get(0);
    assertEquals(List.of("dog", "cat", "background"), things.stream().map(Thing::name).toList());
    assertEquals(64, things.get(0).cover().values().length);
    assertEquals(
        List.of("Dog"),
        make(varying, "a red Dog", List.of(), settings -> settings).things().get(0).stream()
            .map(Thing::name)
            .toList());
  }

  @Test
  void whatIsHiddenOrUnknownIsNoThing() {
    List<BoundImage> hidden =
        List.of(Fixture.bound("dog", "crop-0.png", 0), Fixture.bound("cat", "crop-1.png", 1));
    assertEquals(
        List.of("cat", "background"),
        make(varying, Fixture.PETS, hidden, settings -> settings).things().get(0).stream()
            .map(Thing::name)
            .toList());
    assertEquals(
        List.of(),
        make(plain, Fixture.PETS, Fixture.pets(), settings -> settings).things(),
        "a bundle that does not tell");
  }

  @Test
  void withAnInitImageThereAreNoThings() {
    BoundRequest request =
        Fixture.request(
            Fixture.PETS,
            Fixture.pets(),
            Optional.of(Fixture.bound("init", "crop-0.png", 1)),
            settings -> settings.variety(1));
    assertEquals(List.of(), varying.generate(request, Progress.silent()).things());
  }

  @Test
  void eachPictureShowsExamplesOfItsOwn() {
    List<BoundImage> dogs =
        Stream.of(
                "crop-0.png", "crop-1.png", "crop-0.png", "crop-1.png", "crop-0.png", "crop-1.png")
            .map(name -> Fixture.bound("dog", name, 1))
            .toList();
    Generation made =
        make(varying, "{dog} and a {dog}", dogs, settings -> settings.variety(0.01).count(4));
    assertEquals(4, made.things().size());
    made.things().forEach(things -> assertEquals(3, things.size()));
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> make(varying, "{dog} and a {dog}", dogs, settings -> settings))
            .getMessage();
    assertTrue(message.contains("6 images") && message.contains("variety above 0"), message);
  }

  @Test
  void guidanceAndNegativeWordsDoNotVary() {
    Generation guided = pets(settings -> settings.variety(1).guidance(3).negative("a man"));
    Generation unguided = pets(settings -> settings.variety(1).guidance(1));
    assertEquals(guided.things(), unguided.things());
    assertNotEquals(guided.pictures(), unguided.pictures());
  }

  @Test
  void aWarningThatEveryReadingGivesIsGivenOnce() {
    List<String> warnings =
        make(varying, "a zebra", List.of(), settings -> settings.variety(1).count(3))
            .report()
            .warnings();
    assertEquals(List.of("this model does not know the words zebra"), warnings);
  }

  @Test
  void aModelThatCannotVarySaysSo() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> make(plain, "a dog", List.of(), settings -> settings.variety(0.5)))
            .getMessage();
    assertEquals(
        "the model tiny-random puts things at the same place for every seed: expected variety 0,"
            + " found 0.5; leave variety out",
        message);
    List<BoundImage> five = Collections.nCopies(5, Fixture.bound("dog", "crop-0.png", 1));
    assertTrue(
        !assertThrows(
                IllegalArgumentException.class,
                () -> make(plain, "a {dog}", five, settings -> settings))
            .getMessage()
            .contains("variety"));
  }
}
