package mumu.bundle;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;

/** {@code scheduler_config.json} as diffusers understands it. */
final class SchedulerFile {
  private static final String USED_DEFAULTS = "_use_default_values";

  private SchedulerFile() {}

  /**
   * NB: as in diffusers the class that the index names goes before the one in the file, and keys
   * that the file lists as defaults of another class do not count.
   */
  static JsonObject read(PartFiles files, ConfigFile index) throws BundleException {
    ConfigFile file = files.config("scheduler/scheduler_config.json");
    JsonObject values = file.values();
    for (String key : file.texts(USED_DEFAULTS)) {
      values.remove(key);
    }
    values.remove(USED_DEFAULTS);
    if (index.values().get("scheduler") instanceof JsonArray entry
        && entry.size() == 2
        && entry.get(1) instanceof JsonPrimitive name
        && name.isString()) {
      values.add("_class_name", name);
    }
    return values;
  }
}
