package mumu.bundle;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code .safetensors} file wants of a model: low-rank changes (LoRA and DoRA, as diffusers,
 * PEFT and kohya write them; LoHa and LoKr of LyCORIS) or other weights in place of the model's.
 *
 * @param changes one per weight
 * @param ignored what is in the file but cannot be merged, for a warning
 */
public record FineTuneFile(List<WeightChange> changes, List<String> ignored) {
  private static final String DOWN = "down";
  private static final String UP = "up";
  private static final String MID = "mid";
  private static final String ALPHA = "alpha";

  private static final Pattern PEFT = Pattern.compile("(.+)\\.lora_([AB])(?:\\.\\w+)?\\.weight");
  private static final Pattern PAIR =
      Pattern.compile("(.+)\\.(?:lora\\.|lora_|lora_linear_layer\\.)(down|up|mid)\\.weight");
  private static final Pattern PROCESSOR =
      Pattern.compile("(.+)\\.processor\\.(to_q|to_k|to_v|to_out)_lora\\.(down|up)\\.weight");
  private static final Pattern LYCORIS =
      Pattern.compile("(.+)\\.((?:hada|lokr)_[wt][12](?:_[ab])?)");
  private static final Pattern MAGNITUDE =
      Pattern.compile(
          "(.+)\\.(?:" + MagnitudeChange.LYCORIS + "|lora_magnitude_vector)(?:\\.\\w+)*");
  private static final Pattern FOREIGN = Pattern.compile(".*(\\.oft_|\\.b[12]?_norm).*");

  /** Numbers that schedulers of old checkpoints carry with them, and copies for training. */
  private static final Pattern OF_NO_MODEL =
      Pattern.compile(
          "(model_ema\\..*|alphas_.*|betas|log_one_minus.*|posterior_.*|sqrt_.*|logvar"
              + "|denoiser\\.sigmas|.*position_ids|.*logit_scale)");

  public FineTuneFile {
    changes = List.copyOf(changes);
    ignored = List.copyOf(ignored);
  }

  /** A module's tensors of one LoRA. */
  private record Role(String module, String role) {}

  /**
   * @param layersPerBlock of the denoiser, for names that count blocks through
   * @throws BundleException naming file and key when it is no fine-tune that can be merged
   */
  public static FineTuneFile open(Path path, int layersPerBlock) throws BundleException {
    Safetensors file = Safetensors.open(path);
    CheckpointNames names = new CheckpointNames(layersPerBlock);
    Map<String, Map<String, String>> modules = new TreeMap<>();
    List<WeightChange> changes = new ArrayList<>();
    TreeSet<String> ignored = new TreeSet<>();
    for (String key : file.names()) {
      if (FOREIGN.matcher(key).matches()) {
        throw new BundleException(
            path + ": " + key + " is of OFT; expected LoRA, LoHa, LoKr, DoRA or whole weights");
      }
      Optional<Role> role = role(key);
      if (role.isPresent()) {
        modules
            .computeIfAbsent(role.get().module(), module -> new LinkedHashMap<>())
            .put(role.get().role(), key);
      } else if (!OF_NO_MODEL.matcher(key).matches()) {
        Optional<WeightChange> change = replacement(file, key, names);
        change.ifPresentOrElse(changes::add, () -> ignored.add(key.replaceFirst("\\..*", "")));
      }
    }
    for (Map.Entry<String, Map<String, String>> module : modules.entrySet()) {
      changes.add(change(file, module.getKey(), module.getValue(), names));
    }
    if (changes.isEmpty()) {
      throw new BundleException(
          path
              + " holds nothing that is known; expected LoRA or weights of Stable Diffusion, found "
              + file.names().stream().limit(3).toList());
    }
    return new FineTuneFile(changes, List.copyOf(ignored));
  }

  private static Optional<Role> role(String key) {
    Matcher peft = PEFT.matcher(key);
    Matcher processor = PROCESSOR.matcher(key);
    Matcher pair = PAIR.matcher(key);
    Matcher lycoris = LYCORIS.matcher(key);
    Matcher magnitude = MAGNITUDE.matcher(key);
    if (peft.matches()) {
      return Optional.of(new Role(peft.group(1), peft.group(2).equals("A") ? DOWN : UP));
    } else if (processor.matches()) {
      String module = processor.group(1) + "." + processor.group(2);
      boolean out = processor.group(2).equals("to_out");
      return Optional.of(new Role(out ? module + ".0" : module, processor.group(3)));
    } else if (pair.matches()) {
      return Optional.of(new Role(pair.group(1), pair.group(2)));
    } else if (lycoris.matches()) {
      return Optional.of(new Role(lycoris.group(1), lycoris.group(2)));
    } else if (magnitude.matches()) {
      return Optional.of(new Role(magnitude.group(1), MagnitudeChange.ROLE));
    }
    return key.endsWith("." + ALPHA)
        ? Optional.of(new Role(key.substring(0, key.length() - ALPHA.length() - 1), ALPHA))
        : Optional.empty();
  }

  private static WeightChange change(
      Safetensors file, String module, Map<String, String> keys, CheckpointNames names)
      throws BundleException {
    CheckpointNames.Place place =
        names
            .find(module)
            .orElseThrow(
                () ->
                    new BundleException(
                        file.file()
                            + ": "
                            + module
                            + " is of no part of Stable Diffusion; expected unet or text encoders"));
    double alpha =
        keys.containsKey(ALPHA)
            ? single(file, keys.get(ALPHA))
            : writtenAlpha(file, place, keys.getOrDefault(DOWN, ""));
    Adapter adapter = new Adapter(file, place, keys, alpha);
    WeightChange change = Kind.of(keys.keySet()).make.from(adapter);
    return adapter.has(MagnitudeChange.ROLE) ? new MagnitudeChange(change, adapter) : change;
  }

  /** How the factors of a change make a matrix. */
  private enum Kind {
    HADAMARD("hada_", HadamardChange::of),
    KRONECKER("lokr_", KroneckerChange::of),
    PRODUCT("", FineTuneFile::lowRank);

    private final String start;
    private final Maker make;

    Kind(String start, Maker make) {
      this.start = start;
      this.make = make;
    }

    static Kind of(Set<String> roles) {
      return Arrays.stream(values())
          .filter(kind -> roles.stream().anyMatch(role -> role.startsWith(kind.start)))
          .findFirst()
          .orElseThrow();
    }

    private interface Maker {
      WeightChange from(Adapter adapter) throws BundleException;
    }
  }

  private static WeightChange lowRank(Adapter adapter) throws BundleException {
    return new WeightChange.LowRank(
        adapter.file(),
        adapter.place().part(),
        adapter.place().module(),
        adapter.key(UP),
        adapter.keys().getOrDefault(MID, ""),
        adapter.key(DOWN),
        adapter.alpha());
  }

  private static double single(Safetensors file, String key) throws BundleException {
    float[] values = file.read(key);
    if (values.length != 1) {
      throw new BundleException(
          file.file() + ": " + key + " must be one number, was " + values.length);
    }
    return values[0];
  }

  /** NB: diffusers writes the adapter's settings into the file's metadata. */
  private static double writtenAlpha(Safetensors file, CheckpointNames.Place place, String key)
      throws BundleException {
    String text = file.metadata().get("lora_adapter_metadata");
    if (text == null || key.isEmpty()) {
      return Double.NaN;
    }
    int[] down = file.shape(key);
    JsonObject adapter =
        StrictJson.object(
            text.getBytes(StandardCharsets.UTF_8), file.file() + ", lora_adapter_metadata");
    JsonElement alpha = adapter.get(place.part() + ".lora_alpha");
    JsonElement rank = adapter.get(place.part() + ".r");
    if (!(alpha instanceof JsonPrimitive a && a.isNumber())
        || !(rank instanceof JsonPrimitive r && r.isNumber())
        || down.length == 0) {
      return Double.NaN;
    }
    JsonElement sloped = adapter.get(place.part() + ".use_rslora");
    boolean slow = sloped != null && sloped.toString().equals("true");
    return slow ? a.getAsDouble() * Math.sqrt(down[0]) : a.getAsDouble();
  }

  private static Optional<WeightChange> replacement(
      Safetensors file, String key, CheckpointNames names) {
    int dot = key.lastIndexOf('.');
    String parameter = key.substring(dot + 1);
    if (dot < 0 || !parameter.equals("weight") && !parameter.equals("bias")) {
      return Optional.empty();
    }
    return names
        .find(key.substring(0, dot))
        .map(
            place ->
                new WeightChange.Replacement(file, place.part(), place.module(), parameter, key));
  }
}
