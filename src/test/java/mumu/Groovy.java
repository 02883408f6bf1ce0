package mumu;

import java.util.List;
import org.scijava.Context;
import org.scijava.plugin.PluginInfo;
import org.scijava.plugin.PluginService;
import org.scijava.script.AdaptedScriptLanguage;
import org.scijava.script.ScriptLanguage;

/** Groovy for SciJava, as Fiji's scripting-groovy adds it, which is not on Maven Central. */
public final class Groovy extends AdaptedScriptLanguage {
  public Groovy() {
    super("groovy");
  }

  @Override
  public List<String> getExtensions() {
    return List.of("groovy");
  }

  static void addTo(Context context) {
    context
        .getService(PluginService.class)
        .addPlugin(new PluginInfo<>(Groovy.class, ScriptLanguage.class));
  }
}
