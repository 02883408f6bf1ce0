package mumu.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import mumu.runtime.TokenEncoder.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenEncoderTest {
  private static byte[] json() throws IOException {
    return Files.readAllBytes(Path.of("src/test/resources/bundles/tiny-random/tokenizer.json"));
  }

  private static TokenEncoder open() throws IOException {
    return TokenEncoder.open("tokenizer.json", json());
  }

  @Test
  void wordsBecomeIdsAndKnowWhereTheyStand() throws IOException {
    try (TokenEncoder tokenizer = open()) {
      Tokens tokens = tokenizer.encode(" A cat,  DOG");
      assertArrayEquals(new long[] {7, 12, 5, 13}, tokens.ids());
      assertArrayEquals(new int[] {1, 3, 6, 9}, tokens.starts());
      assertArrayEquals(new int[] {2, 6, 7, 12}, tokens.ends());
    }
  }

  @Test
  void charactersOutsideTheBasicPlaneDoNotShiftPlaces() throws IOException {
    String text = "\uD83D\uDE00 cat \uD83D\uDE00\uD83D\uDE00 dog";
    try (TokenEncoder tokenizer = open()) {
      Tokens tokens = tokenizer.encode(text);
      int last = tokens.ids().length - 1;
      assertEquals("dog", text.substring(tokens.starts()[last], tokens.ends()[last]));
      assertEquals(tokenizer.unknown().getAsLong(), tokens.ids()[0]);
    }
  }

  @Test
  void typedSpecialTokensAreNotSpecial() throws IOException {
    try (TokenEncoder tokenizer = open()) {
      long image = tokenizer.id("<image>");
      for (long id : tokenizer.encode("a <image> <bos>cat <<image>>").ids()) {
        assertTrue(id != image && id != tokenizer.id("<bos>"));
      }
    }
  }

  @Test
  void anEmptyTextHasNoTokens() throws IOException {
    try (TokenEncoder tokenizer = open()) {
      assertEquals(0, tokenizer.encode("").ids().length);
      assertEquals(0, tokenizer.encode("  ").ids().length);
    }
  }

  @Test
  void aMissingSpecialTokenIsNamed() throws IOException {
    try (TokenEncoder tokenizer = open()) {
      String message =
          assertThrows(GraphException.class, () -> tokenizer.id("<picture>")).getMessage();
      assertTrue(message.contains("<picture>") && message.contains("<image>"), message);
    }
  }

  @Test
  void theContextClassLoaderIsLeftAsItWasEvenIfItSeesNothing() throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader blind = new URLClassLoader(new URL[0], null)) {
      thread.setContextClassLoader(blind);
      open().close();
      assertSame(blind, thread.getContextClassLoader());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "null", "[]", "{}", "{\"added_tokens\":[],\"model\":{}}", "\u0000", "{\"a\":"})
  void whatIsNoTokenizerIsRefusedByName(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    String message =
        assertThrows(GraphException.class, () -> TokenEncoder.open("t.json", bytes).close())
            .getMessage();
    assertTrue(message.contains("t.json"), message);
  }

  @Test
  void randomlyDamagedTokenizersEndInAMessageOrATokenizer() throws IOException {
    Random random = new Random(2);
    for (int i = 0; i < 300; i++) {
      byte[] bytes = json();
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(128);
      try {
        TokenEncoder.open("t.json", bytes).close();
      } catch (GraphException e) {
        assertTrue(e.getMessage().contains("t.json"), e.getMessage());
      }
    }
  }
}
