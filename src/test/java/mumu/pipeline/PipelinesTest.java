package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import mumu.bundle.Bundle;
import mumu.bundle.TestBundle;
import mumu.runtime.Device;
import mumu.runtime.Devices;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelinesTest {
  private static final Device CPU = Devices.choose("cpu");

  @TempDir private Path temporary;

  private static Bundle fixture() throws IOException {
    return Bundle.open(Path.of("src/test/resources/bundles/tiny-random"));
  }

  @Test
  void theSameModelStaysOpenUntilItIsUnloaded() throws IOException {
    try (Pipelines pipelines = new Pipelines(Families.discover())) {
      Pipeline first = pipelines.open(fixture(), CPU, Progress.silent());
      assertSame(first, pipelines.open(fixture(), CPU, Progress.silent()));
      pipelines.unload();
      pipelines.unload();
      assertNotSame(first, pipelines.open(fixture(), CPU, Progress.silent()));
    }
  }

  @Test
  void anotherModelTakesThePlaceOfTheLast() throws IOException {
    Path other =
        TestBundle.copy().manifest(json -> json.addProperty("name", "Other")).folder(temporary);
    try (Pipelines pipelines = new Pipelines(Families.discover())) {
      Pipeline first = pipelines.open(fixture(), CPU, Progress.silent());
      Pipeline second = pipelines.open(Bundle.open(other), CPU, Progress.silent());
      assertNotSame(first, second);
      first.close(); // closed already
    }
  }

  @Test
  void anUnknownFamilyIsAnsweredWithWhatIsInstalled() throws IOException {
    Path other =
        TestBundle.copy().manifest(json -> json.addProperty("family", "flux")).folder(temporary);
    try (Pipelines pipelines = new Pipelines(Families.discover())) {
      Bundle bundle = Bundle.open(other);
      String message =
          assertThrows(
                  GenerationException.class, () -> pipelines.open(bundle, CPU, Progress.silent()))
              .getMessage();
      assertTrue(message.contains("'flux'") && message.contains("mumu"), message);
    }
  }

  @Test
  void familiesAreFoundEvenIfTheContextClassLoaderSeesNothing() throws IOException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader blind = new URLClassLoader(new URL[0], null)) {
      thread.setContextClassLoader(blind);
      assertEquals("mumu", Families.discover().find("mumu").id());
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
