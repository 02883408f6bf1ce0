package mumu.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.io.FileInfo;
import ij.io.FileSaver;
import ij.io.Opener;
import ij.io.TiffEncoder;
import ij.macro.Interpreter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import mumu.imagej.Results;
import mumu.pipeline.Generation;
import mumu.pipeline.Report;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.OptionString;
import mumu.request.Picture;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The way of a sentence: dialog → Recorder → macro → request → TIFF → request. */
class PromptRoundTripTest {
  private static final String LABEL = "MUMU Generate...";

  /** What grammars and ImageJ's macros trip over. */
  private static final List<String> HARD =
      List.of(
          "seed=5 ",
          "[",
          "]",
          "] steps=1 [",
          "\"",
          "'",
          "\\u005b",
          "\\u",
          "\\n",
          "\t",
          "\n",
          "&x",
          " prompt=",
          "%20",
          "\u0000",
          "\uFEFF",
          "\u202E",
          "\uD83D\uDC15",
          "\\\\ ",
          "//",
          "/*",
          ";");

  private static final Picture PIXEL = new Picture(1, 1, new int[] {0xFF010203});
  private static final Report REPORT =
      new Report("m", "0", "cpu", "asked", "1", Map.of(), Map.of(), List.of());

  @Property(tries = 10_000)
  void aPromptOfAnyCharactersComesBackFromRecorderMacroAndTiff(@ForAll long seed)
      throws IOException {
    GenerationRequest typed =
        new Form(Map.of("seed", "1")).with("prompt", prompt(new Random(seed))).request();
    String line = Recording.line(LABEL, OptionString.format(typed), false);
    assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(line), line);
    GenerationRequest replayed = OptionString.parse(optionsOf(line));
    assertEquals(typed, replayed);
    BoundRequest bound = new BoundRequest(replayed, List.of(), Optional.empty());
    ImagePlus image = Results.toImage(new Generation(bound, List.of(PIXEL), REPORT), List.of());
    assertEquals(typed, Results.request(savedAndOpened(image)).request());
  }

  /** What Save As TIFF writes of the properties, without a file. */
  private static ImagePlus savedAndOpened(ImagePlus image) throws IOException {
    FileInfo info = image.getFileInfo();
    info.description = new FileSaver(image).getDescriptionString();
    info.properties = image.getPropertiesAsArray();
    ByteArrayOutputStream tiff = new ByteArrayOutputStream();
    new TiffEncoder(info).write(tiff);
    return new Opener().openTiff(new ByteArrayInputStream(tiff.toByteArray()), "saved.tif");
  }

  /** What {@code run} is given when ImageJ's own interpreter runs the recorded line. */
  private static String optionsOf(String line) {
    String call = "run(\"" + LABEL + "\", ";
    assertTrue(line.startsWith(call) && line.endsWith(");\n"), line);
    return new Interpreter()
        .run("return " + line.substring(call.length(), line.length() - 3) + ";", "");
  }

  private static String prompt(Random random) {
    StringBuilder text = new StringBuilder("a");
    for (int parts = 1 + random.nextInt(5); parts > 0; parts--) {
      text.append(random.nextBoolean() ? words(random) : " {w" + words(random) + "} ");
    }
    return text.toString();
  }

  /** NB: without braces, which would be slots, and without a backslash that would escape one. */
  private static String words(Random random) {
    StringBuilder words = new StringBuilder();
    for (int length = random.nextInt(8); length > 0; length--) {
      switch (random.nextInt(3)) {
        case 0 -> words.appendCodePoint(codePoint(random, Character.MAX_CODE_POINT));
        case 1 -> words.appendCodePoint(codePoint(random, 0x17F));
        default -> words.append(HARD.get(random.nextInt(HARD.size())));
      }
    }
    return words.toString().replaceAll("[{}]", "").replaceAll("\\\\$", "");
  }

  private static int codePoint(Random random, int last) {
    int point = random.nextInt(last + 1);
    return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE ? 'x' : point;
  }
}
