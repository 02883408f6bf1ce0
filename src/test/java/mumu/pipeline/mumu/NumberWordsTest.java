package mumu.pipeline.mumu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import mumu.request.Prompt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberWordsTest {
  private static final NumberWords NUMBERS =
      new NumberWords(Map.of("two", 2, "six", 6, "12", 12, "früh", 3), Set.of(), 64);

  private static final NumberWords LARGE =
      new NumberWords(
          Map.of(
              "one", 1, "five", 5, "nine", 9, "5", 5, "twelve", 12, "twenty", 20, "20", 20, "sixty",
              60, "64", 64, "fünfzig", 50),
          Set.of("touching", "in clusters"),
          64);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "six {x}; 6",
        "Six  {x}; 6",
        "six{x}; 6",
        "a picture of 12 {x} on black; 12",
        "FRÜH {x}; 3",
        "{x}; 1",
        "{x} two; 1",
        "a {x}; 1",
        "two, {x}; 1",
        "two big {x}; 1",
        "sixteen {x}; 1",
        "_six {x}; 1",
        "é6six {x}; 1",
        "twenty-six {x}; 6",
        "two {} {x}; 1",
        "(two {x}; 2",
        "three {x}; 1",
        "…{x}; 1"
      })
  void theWordDirectlyBeforeTheSlotCounts(String prompt, int expected) {
    List<Prompt.Part> parts = Prompt.parse(prompt.replace("{}", "{big}")).parts();
    int slot = parts.indexOf(new Prompt.Slot("x"));
    assertEquals(expected, NUMBERS.before(parts, slot), prompt);
    assertEquals(1, NumberWords.NONE.before(parts, slot));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '"',
      value = {
        "twenty-five {x}; 25",
        "twenty-five touching {x}; 25",
        "nine Touching{x}; 9",
        "touching {x}; 1",
        "five big {x}; 1",
        "five touching touching {x}; 1",
        "five in clusters {x}; 1",
        "five, touching {x}; 1",
        "Twenty five{x}; 25",
        "a picture of TWENTY  -  FIVE {x}; 25",
        "twenty-one {x}; 21",
        "fünfzig-nine {x}; 59",
        "five sixty-one {x}; 61",
        "five twenty five {x}; 25",
        "a-twenty-five {x}; 25",
        "64 {x}; 64",
        "sixty {x}; 60",
        "one {x}; 1",
        "20 5 {x}; 5",
        "20-5 {x}; 5",
        "twenty 5 {x}; 5",
        "20-five {x}; 5",
        "twenty--five {x}; 5",
        "twenty– five {x}; 5",
        "twenty, five {x}; 5",
        "twenty (five {x}; 5",
        "_twenty five {x}; 5",
        "twelve-five {x}; 5",
        "five-five {x}; 5",
        "five-twenty {x}; 20",
        "twenty-twelve {x}; 12",
        "sixty-twenty {x}; 20",
        "twentyfive {x}; 1",
        "twenty-five, {x}; 1",
        "twenty-five-{x}; 1",
        "-five {x}; 5",
        "twenty-ten {x}; 1",
        "twenty-five {} {x}; 1",
        "twenty {} five {x}; 5"
      })
  void twoWordsTogetherSayTheirSum(String prompt, int expected) {
    List<Prompt.Part> parts = Prompt.parse(prompt.replace("{}", "{big}")).parts();
    assertEquals(expected, LARGE.before(parts, parts.indexOf(new Prompt.Slot("x"))), prompt);
  }

  @Test
  void wordsOfASlotAndWordsBesideItAreNotReadTogether() {
    List<Prompt.Part> parts = Prompt.parse("{twenty} five {x} and twenty {five} {y}").parts();
    assertEquals(5, LARGE.before(parts, parts.indexOf(new Prompt.Slot("x"))));
    assertEquals(5, LARGE.before(parts, parts.indexOf(new Prompt.Slot("y"))));
    parts = Prompt.parse("{twenty five} {x}").parts();
    assertEquals(25, LARGE.before(parts, 2));
  }

  @ParameterizedTest
  @CsvSource({
    "64, sixty-five {my cell} here, 'sixty-five {my cell}', 65",
    "64, a dog and Sixty  nine  {x}, 'Sixty  nine {x}', 69",
    "24, {a} twenty five {b}, 'twenty five {b}', 25",
    "64, 65 {x}, '65 {x}', 65",
    "64, a dog and 0100  {my cell}, '0100 {my cell}', 100",
    "64, 999999999 {x}, '999999999 {x}', 999999999",
    "64, 10000000000 {x}, '10000000000 {x}', 10000000000",
    "64, '1,000 {x}', '1,000 {x}', 1000",
    "64, a Hundred {x}, 'Hundred {x}', 100",
    "64, two hundred touching {x}, 'hundred {x}', 100",
    "64, hundreds of {x}, 'hundred {x}', 100",
    "64, seventy {x}, 'seventy {x}', 70",
    "64, ninety-nine {x}, 'ninety-nine {x}', 99"
  })
  void whatAsksForTooManyIsRefused(int most, String prompt, String words, long sum) {
    NumberWords numbers = new NumberWords(LARGE.values(), LARGE.between(), most);
    List<Prompt.Part> parts = Prompt.parse(prompt).parts();
    assertEquals(
        "'%s' asks for %d things, but this model shows at most %d; ask for fewer things"
            .formatted(words, sum, most),
        refusal(() -> numbers.check(parts)));
    NumberWords.NONE.check(parts);
  }

  @Test
  void noOtherSumIsTooLarge() {
    LARGE.check(Prompt.parse("sixty-one {x}, sixty 5 {y}, sixty-five cells, sixty-five").parts());
    LARGE.check(Prompt.parse("0.5 {x}, x0 {x}, v100 {x}, 100 cells, a hundred, {x}").parts());
    LARGE.check(List.of());
  }

  @ParameterizedTest
  @CsvSource({
    "a cat without the {my dog}, without the {my dog}",
    "no{x}, no {x}",
    "a cat and No touching {x}, No {x}",
    "a cat but not a {x}, not a {x}",
    "without any {x}, without any {x}",
    "0 {x}, 0 {x}",
    "00  {x}, 00 {x}",
    "zero {x}, zero {x}"
  })
  void whatAsksForNoneIsRefused(String prompt, String words) {
    List<Prompt.Part> parts = Prompt.parse(prompt).parts();
    assertEquals("'" + words + "' asks for none", refusal(() -> LARGE.check(parts)).split(",")[0]);
    NumberWords.NONE.check(parts);
  }

  @ParameterizedTest
  @CsvSource({
    "a {x} without a Dog here, 'without a Dog' asks for none",
    "no Dog, 'no Dog' asks for none",
    "a Dog and 0 Dog, '0 Dog' asks for none",
    "a hundred Dog, 'hundred Dog' asks for 100 things",
    "a {x} and 65 Dog, '65 Dog' asks for 65 things"
  })
  void thingsNamedWithoutBracesAreReadInTheSameWay(String prompt, String expected) {
    List<Prompt.Part> parts = Prompt.parse(prompt).parts();
    assertEquals(
        expected, refusal(() -> LARGE.checkNamed(parts, Set.of("Dog", "x"))).split(",")[0]);
    LARGE.checkNamed(parts, Set.of("dog", "here", "x", "D"));
    NumberWords.NONE.checkNamed(parts, Set.of("Dog"));
  }

  @Test
  void otherWordsThatDenyOtherThingsAreNoRefusal() {
    LARGE.check(Prompt.parse("no. {x}, without a hat, {x}, piano {x}, no hat and a {x}").parts());
  }

  @Test
  void aSlotThatIsANumberWordCountsAsTheWordItIs() {
    List<Prompt.Part> parts = Prompt.parse("two {six} {x}").parts();
    assertEquals(2, NUMBERS.before(parts, 1));
    assertEquals(6, NUMBERS.before(parts, 3));
  }

  @Test
  void aLongSentenceIsReadInNoTime() {
    String words = "a".repeat(Prompt.MAXIMUM_LENGTH - 10) + ", {x}";
    assertEquals(1, NUMBERS.before(Prompt.parse(words).parts(), 1));
    String spaces = "a " + " ".repeat(Prompt.MAXIMUM_LENGTH - 10) + ". {x}";
    assertEquals(1, NUMBERS.before(Prompt.parse(spaces).parts(), 1));
    String pairs = "a - ".repeat(Prompt.MAXIMUM_LENGTH / 4 - 3) + ". {x}";
    assertEquals(1, NUMBERS.before(Prompt.parse(pairs).parts(), 1));
  }

  private static String refusal(Executable call) {
    return assertThrows(IllegalArgumentException.class, call).getMessage();
  }
}
