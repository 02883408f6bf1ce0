package mumu;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.Macro;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CancellationException;
import mumu.pipeline.GenerationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntryTest {
  @ParameterizedTest
  @ValueSource(strings = {"1.8", "9", "11", "16"})
  void anOldJavaIsToldWhatIsNeeded(String version) {
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> EntryRequirements.checkJava(version));
    assertTrue(error.getMessage().contains("Java 17 or newer"), error.getMessage());
    assertTrue(
        error.getMessage().contains("found Java " + version.replace("1.8", "8") + "."),
        error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"17", "21", "25"})
  void aNewJavaIsAccepted(String version) {
    assertDoesNotThrow(() -> EntryRequirements.checkJava(version));
  }

  @Test
  void missingLibrariesAreNamedByTheirJars() throws IOException {
    try (URLClassLoader bare =
        new URLClassLoader(new URL[0], ClassLoader.getPlatformClassLoader())) {
      IllegalArgumentException error =
          assertThrows(
              IllegalArgumentException.class, () -> EntryRequirements.checkLibraries(bare));
      for (String jar : new String[] {"gson", "onnxruntime", "tokenizers", "ai.djl.api"}) {
        assertTrue(error.getMessage().contains(jar + "-"), error.getMessage());
      }
    }
  }

  @Test
  void ourOwnClassPathIsComplete() {
    assertDoesNotThrow(EntryRequirements::check);
  }

  @Test
  void aUsersMistakeEndsTheMacroWithItsSentence() {
    IllegalArgumentException mistake = new IllegalArgumentException("steps must be 1 to 1000");
    Entry.Aborted aborted = aborted(mistake);
    assertEquals(Macro.MACRO_CANCELED, aborted.getMessage());
    assertSame(mistake, aborted.getCause());
    assertEquals("steps must be 1 to 1000", EntryFailures.sentence(mistake));
  }

  @Test
  void cancelAndModelAndFileFailuresAreSentencesToo() {
    assertEquals(
        "canceled", EntryFailures.sentence(new CancellationException("canceled by the user")));
    assertEquals(
        "denoiser.onnx is cut off",
        EntryFailures.sentence(new GenerationException("denoiser.onnx is cut off", null)));
    assertEquals(
        "cannot write a.png",
        EntryFailures.sentence(new UncheckedIOException(new IOException("cannot write a.png"))));
    assertTrue(EntryFailures.sentence(new OutOfMemoryError("Java heap space")).contains("Memory"));
  }

  @Test
  void aMissingClassIsNamedHoweverDeepItIsWrapped() {
    Throwable wrapped =
        new IllegalStateException(
            new ExceptionInInitializerError(new NoClassDefFoundError("org/slf4j/Logger")));
    assertTrue(EntryFailures.sentence(wrapped).contains("MUMU cannot load a library"));
    assertTrue(EntryFailures.sentence(wrapped).contains("Fiji: Help > Update..."));
    assertTrue(
        EntryFailures.sentence(new UnsatisfiedLinkError("no onnxruntime in path"))
            .contains("no onnxruntime in path"));
  }

  @Test
  void aBugReachesImageJsExceptionWindow() {
    IllegalStateException bug = new IllegalStateException("a bug");
    assertSame(
        bug,
        assertThrows(
            IllegalStateException.class,
            () ->
                Entry.call(
                    () -> {
                      throw bug;
                    })));
  }

  @Test
  void theThreadsClassLoaderIsOursOnlyDuringTheCall() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      thread.setContextClassLoader(null);
      assertSame(Entry.class.getClassLoader(), Entry.call(thread::getContextClassLoader));
      assertNull(thread.getContextClassLoader());
      aborted(new IllegalArgumentException("a mistake"));
      assertNull(thread.getContextClassLoader());
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private static Entry.Aborted aborted(RuntimeException failure) {
    return assertThrows(
        Entry.Aborted.class,
        () ->
            Entry.call(
                () -> {
                  throw failure;
                }));
  }
}
