package mumu.ui.form;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import mumu.request.BindingText;
import mumu.request.CropMode;
import mumu.request.OptionString;
import mumu.ui.form.PanelForm.Change;
import org.junit.jupiter.api.Test;

class PanelFormTest {
  private final FakeDesk desk = new FakeDesk();
  private final PanelForm form = new PanelForm(desk, desk.threads());
  private final List<Change> changes = new ArrayList<>();

  private void type(String prompt) {
    form.setPrompt(prompt);
    desk.settle();
  }

  private SlotRow row(String slot) {
    return form.rows().stream().filter(it -> it.slot().equals(slot)).findFirst().orElseThrow();
  }

  private List<String> slots() {
    return form.rows().stream().map(SlotRow::slot).toList();
  }

  @Test
  void rowsFollowThePrompt() {
    type("a {man} and his {dog}, the {man}");
    assertEquals(List.of("man", "dog"), slots());
    type("a {cat}");
    assertEquals(List.of("cat"), slots());
    type("");
    assertEquals(List.of(), slots());
  }

  @Test
  void aSentenceThatCannotBeReadKeepsTheRowsAndSaysWhy() {
    type("a {man} and {do");
    assertTrue(form.promptProblem().orElseThrow().contains("is never closed"));
    type("a {man}");
    type("a {man} and {do");
    assertEquals(List.of("man"), slots());
    type("a {man} and {dog}");
    assertEquals(Optional.empty(), form.promptProblem());
    assertEquals(List.of("man", "dog"), slots());
  }

  @Test
  void bindingsSurviveEditsOfThePrompt() {
    type("a {man} and his {dog}");
    form.setSource("dog", "#2");
    type("a {man} without");
    type("a {man}, his {Dog} and a {cat}");
    assertEquals("#2", row("Dog").binding().text());
    assertTrue(row("man").binding().isByName());
  }

  @Test
  void aSlotRenamedInPlaceKeepsItsBinding() {
    type("a {man} and his {dog}");
    form.setSource("dog", "#2");
    for (String typed : List.of("do", "d", "c", "ca", "cat")) {
      type("a {man} and his {" + typed + "}");
    }
    assertEquals("#2", row("cat").binding().text());
    type("a {man} and his {cat} and {dog}");
    assertTrue(row("dog").binding().isByName(), "the binding has moved, not multiplied");
  }

  @Test
  void aNameThatMeansNothingShowsItsSentenceInTheRow() {
    type("a {man}");
    assertEquals("just words", row("man").origin());
    form.setSource("man", "Boats:#9");
    desk.settle();
    assertEquals(Optional.of("No ROI is called 'Boats:#9'."), row("man").problem());
    form.setSource("man", "a;b");
    desk.settle();
    assertTrue(row("man").problem().orElseThrow().contains("cannot be read"));
    form.setSource("man", "");
    desk.settle();
    assertEquals(Optional.empty(), row("man").problem());
  }

  @Test
  void whatIsToBeSeenIsLookedUpElsewhere() {
    desk.regions.put("man", OptionalInt.empty());
    form.setPrompt("a {man}");
    assertFalse(row("man").isBound());
    desk.settle();
    assertTrue(row("man").isBound());
    assertEquals("park:man (mask)", row("man").origin());
  }

  @Test
  void manyCallsWhileLookingAreOneMoreLook() {
    type("a {man}");
    int before = desk.looks;
    for (int i = 0; i < 100; i++) {
      form.look();
    }
    desk.settle();
    assertEquals(before + 2, desk.looks);
  }

  @Test
  void wordsAroundTheSlotsNeedNoLook() {
    type("a {man}");
    int before = desk.looks;
    type("a tall {man} in the rain");
    assertEquals(before, desk.looks);
  }

  @Test
  void rowsHaveTheColorsOfTheirRegionsAndNoTwoTheSame() {
    desk.regions.put("dog", OptionalInt.of(0xE69F00));
    desk.regions.put("cat", OptionalInt.of(0xE69F00));
    type("{man} {dog} {cat}");
    assertEquals(0xE69F00, row("dog").rgb());
    assertEquals(0x56B4E9, row("man").rgb());
    assertEquals(0x009E73, row("cat").rgb());
  }

  @Test
  void aWeightForARegionFoundByNameWritesTheRegionDown() {
    desk.regions.put("dog", OptionalInt.empty());
    desk.regions.put("park:dog", OptionalInt.empty());
    type("a {dog}");
    form.setWeight("dog", 0.7);
    desk.settle();
    form.setCrop("dog", CropMode.BOX);
    desk.settle();
    assertEquals("park:dog", row("dog").binding().text());
    assertEquals("dog=park:dog@0.7!box", BindingText.format(form.request().bindings()));
  }

  @Test
  void filesAreQuotedWhereTheirNamesNeedIt() {
    type("a {dog}");
    form.setFiles("dog", List.of("/tmp/a dog.png", "C:\\pictures\\d+g.tif"));
    assertEquals(
        "dog=/tmp/a dog.png + 'C:\\pictures\\d+g.tif'",
        BindingText.format(form.request().bindings()));
  }

  @Test
  void bindTakesTheSelectionAndWritesItsSource() {
    type("a {dog}");
    form.bind("dog");
    desk.settle();
    assertEquals("park:dog", row("dog").binding().text());
    assertEquals(0x123456, row("dog").rgb());
    assertEquals(Message.of("The selection is now {dog}."), form.message());
  }

  @Test
  void aSelectionThatCannotBeBoundIsSaidAndARunGoesOn() {
    type("a {dog}");
    form.generate();
    desk.elsewhere.clear();
    desk.failure = new IllegalArgumentException("the selection cannot be bound");
    form.bind("dog");
    desk.settle();
    assertEquals(Message.problem("the selection cannot be bound"), form.message());
    assertTrue(form.activity().busy());
  }

  @Test
  void generateAsksForWhatIsTyped() {
    type("a {dog}");
    form.setSource("dog", "#2");
    form.setSetting("steps", " 7 ");
    form.setSetting("model", "mumu-tiny");
    form.generate();
    desk.settle();
    assertEquals(OptionString.parse("steps=7 bind=[dog=#2] prompt=[a {dog}]"), desk.made.get(0));
  }

  @Test
  void whileItIsBusyASecondClickDoesNothing() {
    type("a {dog}");
    form.generate();
    assertTrue(form.activity().busy());
    form.generate();
    desk.settle();
    assertEquals(1, desk.made.size());
    assertFalse(form.activity().busy());
    assertTrue(form.message().text().contains("seed 1."), form.message().text());
  }

  @Test
  void stepsAndPreviewAreShown() {
    type("a {dog}");
    form.generate();
    desk.elsewhere.remove().run();
    desk.home.clear();
    desk.progress.step(3, 20);
    while (desk.home.size() < 2) {
      desk.progress.sketch(() -> FakeDesk.PICTURE); // not before its time
    }
    desk.settle();
    assertEquals("Step 3 of 20", form.activity().text());
    assertEquals(20, form.activity().total());
    assertEquals(Optional.of(FakeDesk.PICTURE), form.activity().preview());
  }

  @Test
  void aMistakeInAFieldIsSaidBeforeAnythingIsDone() {
    type("a {dog}");
    form.setSetting("steps", "many");
    form.generate();
    assertTrue(form.message().problem());
    assertTrue(form.message().text().contains("steps must be a whole number"));
    assertFalse(form.activity().busy());
    assertThrows(IllegalArgumentException.class, form::request);
  }

  @Test
  void cancelEndsTheRunAndSaysSo() {
    type("a {dog}");
    form.generate();
    form.cancel();
    desk.settle();
    assertEquals(Message.of("Canceled."), form.message());
    assertFalse(form.activity().busy());
    assertEquals(List.of(), form.history());
    form.cancel();
  }

  @Test
  void aFailureIsSaidAndABugIsReported() {
    type("a {dog}");
    desk.failure = new IllegalArgumentException("width must be 128");
    form.generate();
    desk.settle();
    assertEquals(Message.problem("width must be 128"), form.message());
    assertEquals(List.of(), desk.bugs);
    desk.failure = new IllegalStateException("oops");
    form.generate();
    desk.settle();
    assertEquals(List.of(desk.failure), desk.bugs);
    assertTrue(form.message().text().contains("oops"));
    assertFalse(form.activity().busy());
  }

  @Test
  void theHistoryBringsARequestBackWithItsSeed() {
    type("a {dog}");
    form.setSource("dog", "#2@0.5 + #3");
    form.generate();
    desk.settle();
    form.setSource("dog", "");
    type("a {cat}");
    form.setSetting("steps", "9");
    form.restore(form.history().get(0));
    desk.settle();
    assertEquals("a {dog}", form.prompt());
    assertEquals("#2@0.5 + #3", row("dog").binding().text());
    assertEquals("1", form.setting("seed"));
    assertEquals("", form.setting("steps"));
    assertEquals(form.history().get(0).request(), form.request());
  }

  @Test
  void theHistoryForgetsTheVeryOld() {
    type("a {dog}");
    for (int i = 0; i < 70; i++) {
      form.generate();
      desk.settle();
    }
    assertEquals(60, form.history().size());
    assertEquals(70, form.history().get(59).number());
    assertEquals("11: a {dog}, seed 11", form.history().get(0).description());
  }

  @Test
  void listenersHearUntilTheyAreForgotten() {
    form.listen(changes::add);
    PanelForm other = new PanelForm(desk, desk.threads());
    other.listen(changes::add);
    java.util.function.Consumer<Change> listener = changes::add;
    form.listen(listener);
    form.forget(listener);
    type("a {dog}");
    assertEquals(List.of(Change.PROMPT, Change.ROWS), changes);
    form.setPrompt("a {dog}");
    assertEquals(2, changes.size());
  }

  @Test
  void theLastRequestIsWhereItStarts() {
    form.start(Map.of("prompt", "a {dog}", "bind", "dog=#2", "steps", "5"));
    desk.settle();
    assertEquals("#2", row("dog").binding().text());
    assertEquals("5", form.setting("steps"));
    form.start(Map.of());
    assertEquals("", form.prompt());
    assertEquals(List.of(), form.rows());
  }
}
