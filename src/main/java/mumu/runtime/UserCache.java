package mumu.runtime;

import java.nio.file.Path;
import java.util.Map;

/** Where this user's programs keep what can be made again. */
final class UserCache {
  private UserCache() {}

  /** A folder of ours for one kind of thing; not made here. */
  static Path folder(String kind) {
    return home(System.getProperty("os.name"), System.getenv()).resolve(kind);
  }

  /** Where programs of this system put what can be made again. */
  static Path home(String system, Map<String, String> environment) {
    Path home = Path.of(System.getProperty("user.home"));
    Path cache = home.resolve(".cache");
    if (system.startsWith("Windows") && environment.containsKey("LOCALAPPDATA")) {
      cache = Path.of(environment.get("LOCALAPPDATA"));
    } else if (system.startsWith("Mac")) {
      cache = home.resolve("Library").resolve("Caches");
    } else if (environment.getOrDefault("XDG_CACHE_HOME", "").startsWith("/")) {
      cache = Path.of(environment.get("XDG_CACHE_HOME"));
    }
    return cache.resolve("mumu");
  }
}
