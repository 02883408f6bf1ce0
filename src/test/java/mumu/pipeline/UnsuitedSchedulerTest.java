package mumu.pipeline;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import mumu.bundle.Bundle;
import mumu.request.BoundRequest;
import mumu.request.GenerationRequest;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models whose own scheduler does not work with them, as those that predict clean images, or is
 * none of ours.
 */
class UnsuitedSchedulerTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "PNDMScheduler, pndm",
    "EulerAncestralDiscreteScheduler, euler_a",
    "KDPM2DiscreteScheduler, kdpm2",
    "KDPM2AncestralDiscreteScheduler, kdpm2_a"
  })
  void anotherSchedulerWorksAndTheModelsOwnOneSaysWhy(String own, String name) throws IOException {
    Path model = TestBundles.unpack("sd-sample", folder);
    for (String file : List.of("model_index.json", "scheduler/scheduler_config.json")) {
      String text = Files.readString(model.resolve(file));
      Files.writeString(model.resolve(file), text.replace("PNDMScheduler", own));
    }
    try (LatentPipeline pipeline = TestBundles.open(Bundle.open(model))) {
      for (String unsuited : List.of("default", name)) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> draw(pipeline, unsuited))
                .getMessage();
        assertEquals(
            "the scheduler %s does not work with models of `prediction_type` sample; take ddim or euler"
                .formatted(name),
            message);
      }
      for (String suited : List.of("ddim", "euler")) {
        assertEquals(1, draw(pipeline, suited).size());
      }
    }
  }

  @Test
  void theOldNameOfCleanImagesIsReadByEulerAlone() throws IOException {
    Path sample = TestBundles.unpack("sd-sample", folder.resolve("sample"));
    Path model = TestBundles.unpack("sd-sample", folder);
    Path file = model.resolve("scheduler/scheduler_config.json");
    String text = Files.readString(file);
    Files.writeString(file, text.replace("\"sample\"", "\"original_sample\""));
    assertNotEquals(text, Files.readString(file));
    try (LatentPipeline pipeline = TestBundles.open(Bundle.open(model));
        LatentPipeline original = TestBundles.open(Bundle.open(sample))) {
      assertEquals(draw(original, "euler"), draw(pipeline, "euler"));
      for (String unsuited : List.of("default", "ddim", "euler_a")) {
        String message =
            assertThrows(IllegalArgumentException.class, () -> draw(pipeline, unsuited))
                .getMessage();
        assertTrue(
            message.endsWith("`prediction_type` original_sample; take euler, or write sample"),
            message);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"DPMSolverSDEScheduler", "SASolverScheduler"})
  void aModelWhoseOwnSchedulerIsNotKnownWorksWithOthers(String own) throws IOException {
    Path known = TestBundles.unpack("sd-old", folder.resolve("known"));
    Path model = TestBundles.unpack("sd-old", folder);
    for (String file : List.of("model_index.json", "scheduler/scheduler_config.json")) {
      String text = Files.readString(model.resolve(file));
      Files.writeString(model.resolve(file), text.replaceAll("(DDIM|PNDM)Scheduler", own));
    }
    try (LatentPipeline pipeline = TestBundles.open(Bundle.open(model));
        LatentPipeline original = TestBundles.open(Bundle.open(known))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> draw(pipeline, "default"))
              .getMessage();
      assertTrue(message.contains("model_index.json of " + model), message);
      assertTrue(message.endsWith("was \"" + own + "\"; another scheduler= works, e.g. euler"));
      assertEquals(draw(original, "euler"), draw(pipeline, "euler"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"fixed_large_log", "learned", "learned_range"})
  void aVarianceThatOnlyDdpmReadsLeavesTheOthersAlone(String type) throws IOException {
    Path model = TestBundles.unpack("sd15", folder);
    for (String file : List.of("model_index.json", "scheduler/scheduler_config.json")) {
      String text = Files.readString(model.resolve(file)).replace("PNDMScheduler", "DDPMScheduler");
      boolean index = file.startsWith("model");
      Files.writeString(
          model.resolve(file),
          index ? text : text.replaceFirst("\\{", "{\"variance_type\": \"" + type + "\","));
    }
    try (LatentPipeline pipeline = TestBundles.open(Bundle.open(model))) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> draw(pipeline, "default"))
              .getMessage();
      assertTrue(message.contains("`variance_type`") && message.contains(type), message);
      assertEquals(1, draw(pipeline, "euler").size());
    }
  }

  private static List<Picture> draw(LatentPipeline pipeline, String scheduler) {
    Settings settings = Settings.DEFAULTS.toBuilder().steps(2).seed(7).scheduler(scheduler).build();
    GenerationRequest request = new GenerationRequest(Prompt.parse("a dog"), List.of(), settings);
    return pipeline
        .generate(new BoundRequest(request, List.of(), Optional.empty()), Progress.silent())
        .pictures();
  }
}
