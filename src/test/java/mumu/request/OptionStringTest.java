package mumu.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionStringTest {
  private static final GenerationRequest SIMPLE =
      new GenerationRequest(
          Prompt.parse("a {man} and his {dog}"),
          BindingText.parse("man=#1; dog=Boats:dog"),
          Settings.DEFAULTS.toBuilder().steps(20).guidance(7).seed(42).build());

  @Test
  void whatIsUnsetIsLeftOutAndThePromptIsLast() {
    assertEquals(
        "steps=20 guidance=7 seed=42 bind=[man=#1; dog=Boats:dog] prompt=[a {man} and his {dog}]",
        OptionString.format(SIMPLE));
  }

  @Test
  void everyOptionIsWrittenInTheOrderOfTheKeys() {
    Settings all =
        Settings.DEFAULTS.toBuilder()
            .model("C:\\my models\\x.zip")
            .device("cuda:1")
            .scheduler("euler_a")
            .steps(1)
            .guidance(0.5)
            .guidanceRescale(0.7)
            .seed(4294967295L)
            .width(64)
            .height(96)
            .count(2)
            .variety(0.5)
            .negative("blurry")
            .strength(0.25)
            .init(BindingText.parseSource("Boats"))
            .finetune(List.of(new FineTune("a;b.safetensors", 0.8)))
            .build();
    assertEquals(
        "model=[C:\\my models\\x.zip] device=cuda:1 scheduler=euler_a steps=1 guidance=0.5"
            + " guidance_rescale=0.7 seed=4294967295 width=64 height=96 count=2 variety=0.5 negative=blurry strength=0.25 init=Boats"
            + " finetune=['a;b.safetensors'@0.8] bind=[man=#1; dog=Boats:dog]"
            + " prompt=[a {man} and his {dog}]",
        OptionString.format(SIMPLE.withSettings(all)));
  }

  @Test
  void noVarietyIsNotWritten() {
    for (String none : new String[] {"variety=0 prompt=x", "variety=-0 prompt=x", "prompt=x"}) {
      GenerationRequest request = OptionString.parse(none);
      assertEquals("prompt=[x]", OptionString.format(request));
      assertFalse(RequestJson.toJson(request).contains("variety"));
      assertEquals(OptionString.parse("prompt=x"), request);
    }
    GenerationRequest some = OptionString.parse("variety=0.25 prompt=x");
    assertTrue(RequestJson.toJson(some).contains("\"variety\": 0.25"), RequestJson.toJson(some));
  }

  @Test
  void anEmptyNegativePromptIsNotTheSameAsNone() {
    GenerationRequest empty = OptionString.parse("negative=[] prompt=x");
    assertEquals(Optional.of(""), empty.settings().negative());
    assertEquals("negative=[] prompt=[x]", OptionString.format(empty));
    assertEquals(empty, RequestJson.fromJson(RequestJson.toJson(empty)));
    assertEquals(Optional.empty(), OptionString.parse("prompt=x").settings().negative());
  }

  @Test
  void bracketsAreEscapedAndAnEscapeInTheTextKeepsItsMeaning() {
    GenerationRequest request =
        OptionString.parse("prompt=[a \\u005bred\\u005D \\u005cu005b C:\\a]");
    assertEquals("a [red] \\u005b C:\\a", request.prompt().text());
    assertEquals("prompt=[a \\u005bred\\u005d \\u005cu005b C:\\a]", OptionString.format(request));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "steps=20 guidance=7 seed=42 bind=[man=#1; dog=Boats:dog] prompt=[a {man} and his {dog}] ",
        "prompt=[a {man} and his {dog}]   bind='man=#1;dog=Boats:dog' seed=42 steps=20\nguidance=7.00",
        "model= device=[] scheduler= steps=20 guidance=+7 seed=042 prompt='a {man} and his {dog}'"
            + " bind=[man=#1; dog=Boats:dog] finetune=[]",
      })
  void handWrittenAndRecordedStringsAreRead(String options) {
    assertEquals(SIMPLE, OptionString.parse(options));
  }

  @Test
  void keysInsideValuesAreNoOptionsAndNestedBracketsArePaired() {
    GenerationRequest request =
        OptionString.parse("negative=[seed=1 [steps=2]] prompt=[a seed=5 plant] count=3");
    assertEquals(Optional.of("seed=1 [steps=2]"), request.settings().negative());
    assertEquals("a seed=5 plant", request.prompt().text());
    assertTrue(request.settings().seed().isEmpty());
  }

  @Test
  void anUnbracketedWordMayHoldAnything() {
    assertEquals(
        Optional.of("a]'[b=c"),
        OptionString.parse("negative=a]'[b=c prompt=x").settings().negative());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "steps=abc prompt=a          | steps must be a whole number in at most 9 digits, was 'abc'",
        "steps=1e9 prompt=a          | steps must be a whole number in at most 9 digits, was '1e9'",
        "steps=4294967296 prompt=a   | steps must be a whole number in at most 9 digits",
        "steps=20.5 prompt=a         | steps must be a whole number",
        "steps=٣ prompt=a            | steps must be a whole number",
        "steps=-1 prompt=a           | steps must be 1 to 1000, was -1",
        "steps=0 prompt=a            | steps must be 1 to 1000, was 0",
        "seed=-1 prompt=a            | seed must be 0 to 4294967295, was -1",
        "seed=4294967296 prompt=a    | seed must be 0 to 4294967295, was 4294967296",
        "seed=3.1235E9 prompt=a      | seed must be a whole number in at most 18 digits",
        "seed=99999999999999999999 prompt=a | seed must be a whole number in at most 18 digits",
        "guidance=NaN prompt=a       | guidance must be a number like 0.5, was 'NaN'",
        "guidance=7,5 prompt=a       | guidance must be a number like 0.5, was '7,5'",
        "guidance=1e999 prompt=a     | guidance must be 0 to 100, was Infinity",
        "variety=1.1 prompt=a        | variety must be 0 to 1, was 1.1",
        "variety=-0.1 prompt=a       | variety must be 0 to 1, was -0.1",
        "variety=all prompt=a        | variety must be a number like 0.5, was 'all'",
        "strength=1.1 prompt=a       | strength must be 0 to 1, was 1.1",
        "width=0 prompt=a            | width must be 1 to 65536, was 0",
        "height=100000 prompt=a      | height must be 1 to 65536, was 100000",
        "count=0 prompt=a            | count must be 1 to 1000, was 0",
        "device=gpu prompt=a         | device must be auto, cpu, cuda or cuda:N, was 'gpu'",
        "finetune=[a@x] prompt=a     | the fine-tune's strength in 'a@x' must be a number",
        "init=[] size=3 prompt=a     | the option 'size' is unknown",
        "Steps=3 prompt=a            | the option 'Steps' is unknown",
        "steps=3 steps=3 prompt=a    | the option steps is given twice",
        "steps=3                     | the option prompt is missing",
        "prompt=a picture            | expected key=value, found 'picture' at character 10",
        "prompt=[a picture           | the value of prompt cannot be read: expected the closing ]",
        "prompt=[a]b                 | the value of prompt cannot be read: expected the closing ] and a space",
        "prompt='a                   | the value of prompt cannot be read: expected the closing '",
      })
  void anOptionThatDoesNotFitIsNamedAndAWrongKeyBesideAllKnownOnes(
      String options, String expected) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> OptionString.parse(options))
            .getMessage();
    assertTrue(message.contains(expected), message);
    boolean wrongValue = message.contains(" must be ");
    assertEquals(
        !wrongValue, message.contains("the options are model device scheduler steps"), message);
  }

  @Test
  void noOptionsAtAllMissThePrompt() {
    assertThrows(IllegalArgumentException.class, () -> OptionString.parse(""));
  }

  @Test
  void anEmptyPromptIsAPrompt() {
    assertEquals("", OptionString.parse("prompt=[]").prompt().text());
    assertEquals("prompt=[]", OptionString.format(OptionString.parse("prompt=[]")));
  }

  @Test
  void aBindingWithoutASlotIsNamedWithTheSlotsThereAre() {
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> OptionString.parse("bind=[cat=#1] prompt=[a {dog}]"))
            .getMessage();
    assertTrue(message.contains("'cat' has no slot: expected one of [dog]"), message);
  }

  @Test
  void aSlotBoundTwiceIsRefusedHoweverItIsWritten() {
    assertThrows(
        IllegalArgumentException.class,
        () -> OptionString.parse("bind=[Dog=#1;dog=#2] prompt=[a {dog}]"));
  }

  @Test
  void bindingsTakeThePromptsOwnSlotName() {
    GenerationRequest request =
        OptionString.parse("bind=[' animatedSTYLE '=#1] prompt=[an {animated style}]");
    assertEquals("animated style", request.bindings().get(0).slot());
  }

  @Test
  void numbersAreTheSameInEveryLanguage() {
    Locale before = Locale.getDefault();
    try {
      for (String language : List.of("de", "ar-EG", "fa", "hi-IN-u-nu-deva", "tr")) {
        Locale.setDefault(Locale.forLanguageTag(language));
        String options = "guidance=7.5 bind=[man=#1@0.7!mask] prompt=[a {man}]";
        assertEquals(options, OptionString.format(OptionString.parse(options)));
        GenerationRequest request = OptionString.parse(options);
        assertEquals(request, RequestJson.fromJson(RequestJson.toJson(request)));
      }
    } finally {
      Locale.setDefault(before);
    }
    assertFalse(OptionString.KEYS.isEmpty());
  }
}
