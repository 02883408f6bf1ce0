package mumu.sampling;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Numbers from src/test/python/goldens_sampling.py. */
final class Golden {
  private Golden() {}

  /** One run of a diffusers scheduler. */
  record Case(
      JsonObject config,
      int steps,
      double strength,
      int begin,
      int calls,
      double[] timesteps,
      double initialScale,
      double mean,
      double meanMagnitude,
      double[] head) {
    @Override
    public String toString() {
      return steps + " steps, strength " + strength + ", " + config;
    }
  }

  static List<Case> cases(String sampler) {
    return read("sampling/" + sampler + ".json", new TypeToken<List<Case>>() {}.getType());
  }

  static <T> T read(String file, Type type) {
    try (Reader reader =
        new InputStreamReader(
            Golden.class.getResourceAsStream("/golden/" + file), StandardCharsets.UTF_8)) {
      return new Gson().fromJson(reader, type);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
