package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrainingOptionsTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "count=50 seed=4294967295",
        "model=other device=cpu steps=7 width=128 height=256 fewest=3 most=9",
        "ground=[black; black to grey gradient; regions] folder=[C:\\data\\[new] set]",
        "ground=image",
        "scale=1",
        "scale=0.05 ground=black",
        "scale=20.0",
        "touching=0",
        "touching=0.25 most=40",
        "ground=[black; image; image; regions]",
        "bind=[nucleus=nucleus*; debris=Other:#2+'a;b'@0.5!box]"
      })
  void whatIsWrittenIsReadAgain(String text) {
    TrainingOptions options = TrainingOptions.parse(text);
    assertEquals(options, TrainingOptions.parse(options.format()));
  }

  @Test
  void nothingIsTenPicturesAndLeavesTheRestOpen() {
    TrainingOptions options = TrainingOptions.parse("");
    assertEquals("count=[10]", options.format());
    assertEquals(OptionalInt.empty(), options.most());
    assertEquals(List.of(), options.grounds());
    assertEquals(Optional.empty(), options.folder());
    assertEquals(options, TrainingOptions.parse("folder=[ ] most=[] ground=[ ]"));
  }

  @Test
  void groundsAreSeveralAndMayBeWeighedByRepetition() {
    assertEquals(
        List.of("black", "black", "dark grey"),
        TrainingOptions.parse("ground=[black ;black;; dark grey]").grounds());
  }

  @ParameterizedTest
  @CsvSource(
      delimiterString = "=>",
      value = {
        "count=0 => count must be a whole number from 1 to 99999, was '0'",
        "count=-3 => count must be",
        "count=1e3 => count must be",
        "count=100000 => count must be",
        "count=many => was 'many'",
        "count=99999999999999999999 => count must be",
        "fewest=0 => fewest must be a whole number from 1 to what the model shows, such as 12,"
            + " was '0'",
        "most=9999999999 => most must be a whole number from 1 to what the model shows",
        "most=1.5 => most must be a whole number from 1",
        "most=NaN => most must be",
        "scale=0 => scale must be a number from 0.05 to 20, such as 0.5 for half as large as in"
            + " the image, was '0'",
        "scale=0.049 => scale must be",
        "scale=20.1 => scale must be",
        "scale=-1 => scale must be",
        "scale=NaN => scale must be",
        "scale=1e1 => scale must be",
        "scale=1,5 => was '1,5'",
        "scale=source => was 'source'",
        "scale=1x => scale must be",
        "touching=1.01 => touching must be a number from 0 to 1, such as 0.5 for every second picture,"
            + " was '1.01'",
        "touching=-0.1 => touching must be",
        "touching=50% => was '50%'",
        "touching=yes => was 'yes'",
        "touching=.5 => was '.5'",
        "seed=-1 => seed must be 0 to 4294967295",
        "seed=4294967296 => seed must be",
        "width=0 => width must be 1 to 65536",
        "height=wide => height must be a whole number",
        "steps=0 => steps must be 1 to 1000",
        "device=gpu => device must be auto, cpu, cuda",
        "ground=[a {cell}] => ground must be words such as black",
        "ground=[{image}] => or image for the image without its regions, was '{image}'",
        "ground=[;;] => ground must be words such as black, was ';;'",
        "bind=[cell=] => cannot be read: expected a name",
        "bind=[cell] => expected = and a source",
        "pictures=3 => the option 'pictures' is unknown",
        "variety=1 => the option 'variety' is unknown",
        "count=1 count=2 => the option count is given twice",
      })
  void mistakesAreNamed(String options, String part) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> TrainingOptions.parse(options))
            .getMessage();
    assertTrue(message.contains(part), message);
  }
}
