package mumu.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import mumu.request.SourceText.Piece;
import mumu.request.SourceText.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BindingTextTest {
  private static Piece bare(String text) {
    return new Piece(text, false);
  }

  private static Piece quoted(String text) {
    return new Piece(text, true);
  }

  private static ImageSource source(double weight, CropMode crop, Piece... pieces) {
    return new ImageSource(new SourceText(List.of(pieces)), weight, crop);
  }

  @Test
  void everyPartOfTheGrammarIsRead() {
    assertEquals(
        List.of(
            new Binding("man", List.of(source(1, CropMode.AUTO, bare("#3")))),
            new Binding(
                "dog",
                List.of(
                    source(0.7, CropMode.BOX, quoted("C1-a+b.tif"), quoted("#2")),
                    source(2, CropMode.MASK, bare("Boats:left ear*")))),
            new Binding(
                "animated style", List.of(source(1, CropMode.AUTO, bare("C:\\x\\y z.png"))))),
        BindingText.parse(
            "man=#3; dog = 'C1-a+b.tif':'#2'@0.7!box + Boats:left ear* !mask @2 ;"
                + "animated style=C:\\x\\y z.png;"));
  }

  @Test
  void aDoubledQuoteIsALiteralOneAndTheOtherKindIsPlain() {
    assertEquals(
        source(1, CropMode.AUTO, quoted("it's \"x\"")), BindingText.parseSource("'it''s \"x\"'"));
    assertEquals(
        source(1, CropMode.AUTO, quoted("it's \"x\"")),
        BindingText.parseSource("\"it's \"\"x\"\"\""));
    assertEquals(
        source(1, CropMode.AUTO, bare("John's dog")), BindingText.parseSource("John's dog"));
  }

  @Test
  void quotedTextIsNeverSplit() {
    assertEquals(
        source(1, CropMode.AUTO, quoted(" a;b=c+d@e!f:g ")),
        BindingText.parseSource("' a;b=c+d@e!f:g '"));
  }

  @Test
  void oneSideOfTheColonMayBeQuoted() {
    assertEquals(
        source(1, CropMode.AUTO, bare("Image: 5"), quoted("a+b")),
        BindingText.parseSource("Image: 5: 'a+b'"));
    assertEquals(
        source(1, CropMode.AUTO, quoted("a+b"), bare("#2")), BindingText.parseSource("'a+b':#2"));
  }

  @Test
  void anUnquotedColonHasAllItsReadingsTheLastColonFirst() {
    assertEquals(
        List.of(
            new Reading(Optional.of("Image: 5"), bare("#1")),
            new Reading(Optional.of("Image"), bare("5:#1")),
            new Reading(Optional.empty(), bare("Image: 5:#1"))),
        BindingText.parseSource("Image: 5:#1").where().readings());
  }

  @Test
  void quotesAreWrittenOnlyWhereNeeded() {
    assertEquals(
        "man=#3; 'a=b'=Boats:ear + \"it's +\"@0.5!box",
        BindingText.format(
            List.of(
                new Binding("man", List.of(source(1, CropMode.AUTO, bare("#3")))),
                new Binding(
                    "a=b",
                    List.of(
                        new ImageSource(
                            SourceText.of("Boats", Piece.literal("ear")), 1, CropMode.AUTO),
                        source(0.5, CropMode.BOX, Piece.literal("it's +")))))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"#3", "ear*", "Image: 5", "a+b", " a", "a\n", "'", "\"a", "\ud83d"})
  void aNameThatWouldMeanSomethingElseIsQuoted(String name) {
    SourceText where = SourceText.of(name);
    SourceText again =
        BindingText.parseSource(BindingText.format(new ImageSource(where, 1, CropMode.AUTO)))
            .where();
    assertEquals(List.of(new Reading(Optional.empty(), where.pieces().get(0))), again.readings());
    assertEquals(name, again.pieces().get(0).text());
  }

  @Test
  void anItemOfAnyTitleIsReadAsWritten() {
    for (String title : List.of("Boats", "Image: 5", "C1-a+b.tif", "#1", "it's", " ")) {
      SourceText where = SourceText.of(title, bare("#2"));
      assertEquals(
          new Reading(Optional.of(title), bare("#2")), where.readings().get(0), where.toString());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "man            | expected = and a source after the slot 'man' at character 4",
        "man=           | expected a name at character 5, found the end",
        "=#1            | expected a name at character 1",
        "man=#1+        | expected a name at character 8",
        "man=a=b        | expected ; + @ ! or the end at character 6",
        "man='a         | expected a closing quote for the one at character 5",
        "man='a'b       | expected ; + @ ! or the end at character 8",
        "man=''         | expected a name between the quotes",
        "man=:'a'       | expected an image title before the colon",
        "man=a!circle   | expected !box or !mask, not !circle",
        "man=a!         | expected !box or !mask",
        "man=a!box!mask | at most one @weight and one of !box and !mask",
        "man=a@1@1      | at most one @weight",
        "man=a@         | must be a number like 0.5, was ''",
        "man=a@x        | must be a number like 0.5, was 'x'",
        "man=a@NaN      | must be a number like 0.5, was 'NaN'",
        "man=a@0x1p3    | must be a number like 0.5",
        "man=a@1,5      | must be a number like 0.5",
        "man=a@2.01     | the weight must be 0 to 2, was 2.01",
        "man=a@-1       | the weight must be 0 to 2, was -1.0",
      })
  void whatDoesNotFitIsNamed(String text, String expected) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> BindingText.parse(text)).getMessage();
    assertTrue(message.contains(expected), message);
  }

  @Test
  void anUnquotedPieceThatNeedsQuotesCannotBeMade() {
    for (String text : List.of("", " a", "a;b", "'a", "a: 'b")) {
      assertThrows(IllegalArgumentException.class, () -> bare(text), text);
    }
  }
}
