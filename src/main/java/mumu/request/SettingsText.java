package mumu.request;

import java.util.LinkedHashMap;
import java.util.Map;

/** Settings as key and text. */
final class SettingsText {
  private SettingsText() {}

  /** Reads one setting; {@code bind} and {@code prompt} are none. */
  static void read(SettingsBuilder settings, String key, String value) {
    switch (key) {
      case "model" -> settings.model(value);
      case "device" -> settings.device(value);
      case "scheduler" -> settings.scheduler(value);
      case "steps" -> settings.steps(integer(key, value));
      case "guidance" -> settings.guidance(Numbers.decimal(key, value));
      case "guidance_rescale" -> settings.guidanceRescale(Numbers.decimal(key, value));
      case "seed" -> settings.seed(Numbers.whole(key, value, Numbers.LONG_DIGITS));
      case "width" -> settings.width(integer(key, value));
      case "height" -> settings.height(integer(key, value));
      case "count" -> settings.count(integer(key, value));
      case "variety" -> settings.variety(Numbers.decimal(key, value));
      case "negative" -> settings.negative(value);
      case "strength" -> settings.strength(Numbers.decimal(key, value));
      case "init" -> settings.init(BindingText.parseSource(value));
      case "finetune" -> settings.finetune(BindingText.parseFineTunes(value));
      default -> {}
    }
  }

  /** Everything that is set, defaults included. */
  static Map<String, String> write(Settings settings) {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("model", settings.model());
    texts.put("device", settings.device());
    texts.put("scheduler", settings.scheduler());
    settings.steps().ifPresent(steps -> texts.put("steps", "" + steps));
    settings.guidance().ifPresent(guidance -> texts.put("guidance", Numbers.text(guidance)));
    settings
        .guidanceRescale()
        .ifPresent(rescale -> texts.put("guidance_rescale", Numbers.text(rescale)));
    settings.seed().ifPresent(seed -> texts.put("seed", "" + seed));
    settings.width().ifPresent(width -> texts.put("width", "" + width));
    settings.height().ifPresent(height -> texts.put("height", "" + height));
    texts.put("count", "" + settings.count());
    texts.put("variety", Numbers.text(settings.variety()));
    settings.negative().ifPresent(negative -> texts.put("negative", negative));
    settings.strength().ifPresent(strength -> texts.put("strength", Numbers.text(strength)));
    settings.init().ifPresent(init -> texts.put("init", BindingText.format(init)));
    if (!settings.finetune().isEmpty()) {
      texts.put("finetune", BindingText.formatFineTunes(settings.finetune()));
    }
    return texts;
  }

  private static int integer(String key, String value) {
    return (int) Numbers.whole(key, value, Numbers.INT_DIGITS);
  }
}
