package mumu.pipeline;

import java.util.List;
import java.util.TreeMap;
import org.scijava.InstantiableException;
import org.scijava.plugin.DefaultPluginFinder;
import org.scijava.plugin.PluginIndex;
import org.scijava.plugin.PluginInfo;

/** The model families on the class path. */
public final class Families {
  private final PluginIndex index;

  private Families(PluginIndex index) {
    this.index = index;
  }

  /**
   * Finds families without an application's context.
   *
   * <p>NB: through this class' loader; in plain ImageJ the context class loader sees only ij.jar.
   */
  public static Families discover() {
    PluginIndex index = new PluginIndex(new DefaultPluginFinder(Families.class.getClassLoader()));
    index.discover();
    return new Families(index);
  }

  /**
   * @throws GenerationException when no family of that id is installed
   */
  public ModelFamily find(String id) {
    TreeMap<String, ModelFamily> known = new TreeMap<>();
    for (PluginInfo<ModelFamily> info : plugins()) {
      ModelFamily family = create(info);
      if (known.put(family.id(), family) != null && family.id().equals(id)) {
        throw new GenerationException(
            "two installed plugins offer the model family '" + id + "'; remove one of the jars");
      }
    }
    ModelFamily family = known.get(id);
    if (family == null) {
      throw new GenerationException(
          "no plugin for the model family '" + id + "' is installed; there are " + known.keySet());
    }
    return family;
  }

  private List<PluginInfo<ModelFamily>> plugins() {
    return index.getPlugins(ModelFamily.class).stream()
        .filter(info -> info.getPluginType() == ModelFamily.class)
        .<PluginInfo<ModelFamily>>map(Families::cast)
        .toList();
  }

  @SuppressWarnings("unchecked") // the filter above has seen the type
  private static PluginInfo<ModelFamily> cast(PluginInfo<?> info) {
    return (PluginInfo<ModelFamily>) info;
  }

  private static ModelFamily create(PluginInfo<ModelFamily> info) {
    try {
      return info.createInstance();
    } catch (InstantiableException e) {
      throw new GenerationException(
          "the model family " + info.getClassName() + " cannot be loaded: " + e.getMessage(), e);
    }
  }
}
