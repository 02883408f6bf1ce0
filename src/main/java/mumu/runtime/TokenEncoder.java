package mumu.runtime;

import ai.djl.engine.EngineException;
import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.CharSpan;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * A {@code tokenizer.json} at work: text to ids by Hugging Face's own library.
 *
 * <p>Owns native memory until closed.
 */
public final class TokenEncoder implements NativeResource {
  private static final Pattern LONE_SURROGATE = Pattern.compile("\\p{Cs}");

  private final HuggingFaceTokenizer tokenizer;
  private final Map<String, Long> added;
  private final OptionalLong unknown;
  private boolean closed;

  private TokenEncoder(
      HuggingFaceTokenizer tokenizer, Map<String, Long> added, OptionalLong unknown) {
    this.tokenizer = tokenizer;
    this.added = added;
    this.unknown = unknown;
  }

  /**
   * Tokens of a text.
   *
   * @param ids one per token
   * @param starts index of the first character of each token in the text
   * @param ends index after its last character
   */
  public record Tokens(long[] ids, int[] starts, int[] ends) {}

  /**
   * @param file for messages
   * @throws GraphException when the file is not a tokenizer or the native library does not load
   */
  public static TokenEncoder open(String file, byte[] json) {
    try {
      JsonObject root =
          JsonParser.parseString(new String(json, StandardCharsets.UTF_8)).getAsJsonObject();
      Map<String, Long> added = addedTokens(root);
      OptionalLong unknown = unknownToken(root);
      return new TokenEncoder(TokenizerLibrary.open(file, json), added, unknown);
    } catch (JsonParseException
        | IllegalStateException
        | UnsupportedOperationException
        | NumberFormatException
        | NullPointerException e) {
      throw new GraphException(file + " is not a tokenizer.json: " + e.getMessage(), e);
    }
  }

  /**
   * Id of a special token.
   *
   * @throws GraphException when the tokenizer has none of that text
   */
  public long id(String special) {
    Long id = added.get(special);
    if (id == null) {
      throw new GraphException(
          "the tokenizer has no token " + special + "; its special tokens are " + added.keySet());
    }
    return id;
  }

  /** Id that stands for every word the model does not know, where the tokenizer has one. */
  public OptionalLong unknown() {
    return unknown;
  }

  /** Encodes plain words; text that looks like a special token is not one. */
  public Tokens encode(String text) {
    return tokens(tokenizer.encode(disarm(text), false, false), text);
  }

  /**
   * Encodes a text by all of the tokenizer's own rules: its marks are added at both ends, and text
   * that spells a special token is one.
   */
  public Tokens encodeMarked(String text) {
    // NB: half a character cannot be written as UTF-8.
    String whole = LONE_SURROGATE.matcher(text).replaceAll("\uFFFD");
    return tokens(tokenizer.encode(whole, true, false), text);
  }

  private static Tokens tokens(Encoding encoding, String text) {
    long[] ids = encoding.getIds();
    int[] starts = new int[ids.length];
    int[] ends = new int[ids.length];
    CharSpan[] spans = encoding.getCharTokenSpans();
    int length = text.codePointCount(0, text.length());
    for (int i = 0; i < ids.length; i++) {
      // NB: the library counts code points, Java UTF-16 units.
      int start = spans[i] == null ? 0 : Math.min(spans[i].getStart(), length);
      int end = spans[i] == null ? 0 : Math.min(spans[i].getEnd(), length);
      starts[i] = text.offsetByCodePoints(0, start);
      ends[i] = text.offsetByCodePoints(0, end);
    }
    return new Tokens(ids, starts, ends);
  }

  /** NB: same length, so that positions stay right. */
  private String disarm(String text) {
    String plain = text;
    for (String special : added.keySet()) {
      plain = plain.replace(special, " ".repeat(special.length()));
    }
    return plain;
  }

  private static Map<String, Long> addedTokens(JsonObject root) {
    Map<String, Long> added = new HashMap<>();
    for (JsonElement element : root.getAsJsonArray("added_tokens")) {
      JsonObject token = element.getAsJsonObject();
      added.put(token.get("content").getAsString(), token.get("id").getAsLong());
    }
    return added;
  }

  private static OptionalLong unknownToken(JsonObject root) {
    JsonObject model = root.getAsJsonObject("model");
    JsonElement unknown = model.get("unk_token");
    if (unknown == null || unknown.isJsonNull() || !model.get("vocab").isJsonObject()) {
      return OptionalLong.empty();
    }
    JsonElement id = model.getAsJsonObject("vocab").get(unknown.getAsString());
    return id == null ? OptionalLong.empty() : OptionalLong.of(id.getAsLong());
  }

  /** Frees the native memory; closing twice does nothing. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      tokenizer.close();
    }
  }

  /** Opens DJL's library without network and with the class loader that sees it. */
  private static final class TokenizerLibrary {
    private static final Map<String, String> OPTIONS =
        Map.of("addSpecialTokens", "false", "truncation", "false", "padding", "false");

    private TokenizerLibrary() {}

    /** NB: DJL tells it as an exception like that of a damaged file. */
    private static void requireNativeLibrary() {
      try {
        LibUtils.checkStatus();
      } catch (EngineException e) {
        Throwable why = e.getCause() == null ? e : e.getCause();
        throw (LinkageError) new UnsatisfiedLinkError(why.toString()).initCause(e);
      }
    }

    static HuggingFaceTokenizer open(String file, byte[] json) {
      Thread thread = Thread.currentThread();
      ClassLoader before = thread.getContextClassLoader();
      // NB: in plain ImageJ the context class loader sees only ij.jar, and DJL keeps what it finds
      // at first; these properties keep it from calling home, from downloading CUDA libraries, and
      // slf4j from reporting in the console that nobody reads DJL's log.
      setIfAbsent("OPT_OUT_TRACKING", "true");
      setIfAbsent("ai.djl.offline", "true");
      setIfAbsent("RUST_FLAVOR", "cpu");
      setIfAbsent("slf4j.internal.verbosity", "ERROR");
      thread.setContextClassLoader(TokenEncoder.class.getClassLoader());
      try {
        requireNativeLibrary();
        return HuggingFaceTokenizer.newInstance(new ByteArrayInputStream(json), OPTIONS);
      } catch (IOException | RuntimeException e) {
        throw new GraphException(file + " cannot be opened as tokenizer: " + e.getMessage(), e);
      } catch (LinkageError e) {
        throw new GraphException(
            "the tokenizer's native library cannot be loaded ("
                + e
                + "); it needs a writable home or temporary folder and Linux or Windows on x64,"
                + " Linux or macOS on arm64",
            e);
      } finally {
        thread.setContextClassLoader(before);
      }
    }

    private static void setIfAbsent(String name, String value) {
      if (System.getProperty(name) == null) {
        System.setProperty(name, value);
      }
    }
  }
}
