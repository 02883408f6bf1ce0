package mumu.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserCacheTest {
  @Test
  void theFolderIsWhereTheSystemPutsCaches() {
    Path home = Path.of(System.getProperty("user.home"));
    assertEquals(home.resolve(".cache/mumu"), UserCache.home("Linux", Map.of()));
    assertEquals(Path.of("/x/mumu"), UserCache.home("Linux", Map.of("XDG_CACHE_HOME", "/x")));
    assertEquals(home.resolve("Library/Caches/mumu"), UserCache.home("Mac OS X", Map.of()));
    assertEquals(
        Path.of("L").resolve("mumu"), UserCache.home("Windows 11", Map.of("LOCALAPPDATA", "L")));
  }
}
