package mumu.request;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SettingsTest {
  private static final Defaults DEFAULTS = new Defaults("ddim", 30, 3, 42, 64, 96, 0.8);

  @Test
  void gapsAreFilledAndWhatWasSaidStays() {
    Settings said = Settings.DEFAULTS.toBuilder().steps(5).seed(7).scheduler("euler").build();
    Settings expected = said.toBuilder().guidance(3).width(64).height(96).build();
    assertEquals(expected, said.filled(DEFAULTS));
    assertEquals("ddim", Settings.DEFAULTS.filled(DEFAULTS).scheduler());
  }

  @Test
  void strengthIsFilledOnlyWhereThereIsAnImageToStartFrom() {
    assertTrue(Settings.DEFAULTS.filled(DEFAULTS).strength().isEmpty());
    Settings started = Settings.DEFAULTS.toBuilder().init(BindingText.parseSource("Boats")).build();
    assertEquals(0.8, started.filled(DEFAULTS).strength().getAsDouble());
  }
}
