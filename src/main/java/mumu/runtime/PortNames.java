package mumu.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What a stage calls the ports of its graph, where exporters call them differently: {@code
 * added_cond_kwargs_text_embeds}, {@code conv2d_24}.
 *
 * <p>A name is looked for as it is, then as the end of a longer one, then by the port's form; only
 * where one port fits, so that nothing is guessed.
 */
public final class PortNames {
  private final Map<String, Predicate<Port>> inputs = new LinkedHashMap<>();
  private final Map<String, Predicate<Port>> outputs = new LinkedHashMap<>();

  /**
   * @param form what the port looks like where its name says nothing
   */
  public PortNames input(String name, Predicate<Port> form) {
    inputs.put(name, form);
    return this;
  }

  /**
   * @param form what the port looks like where its name says nothing
   */
  public PortNames output(String name, Predicate<Port> form) {
    outputs.put(name, form);
    return this;
  }

  Map<String, Port> ofInputs(Map<String, Port> found) {
    return named(inputs, found);
  }

  Map<String, Port> ofOutputs(Map<String, Port> found) {
    return named(outputs, found);
  }

  /** The ports under our names, the others under theirs, in the order of the graph. */
  private static Map<String, Port> named(
      Map<String, Predicate<Port>> roles, Map<String, Port> found) {
    Map<String, String> ours = new LinkedHashMap<>();
    found.keySet().stream().filter(roles::containsKey).forEach(name -> ours.put(name, name));
    roles.forEach((name, form) -> claim(name, port -> ends(port, name), found, ours));
    roles.forEach((name, form) -> claim(name, form, found, ours));
    Map<String, Port> named = new LinkedHashMap<>();
    found.forEach((name, port) -> named.put(ours.getOrDefault(name, name), port));
    return named;
  }

  /**
   * @param ours our name by the graph's one
   */
  private static void claim(
      String name, Predicate<Port> fits, Map<String, Port> found, Map<String, String> ours) {
    if (ours.containsValue(name)) {
      return;
    }
    List<Port> candidates = new ArrayList<>(found.values());
    candidates.removeIf(port -> ours.containsKey(port.name()) || !fits.test(port));
    if (candidates.size() == 1) {
      ours.put(candidates.get(0).name(), name);
    }
  }

  private static boolean ends(Port port, String name) {
    return port.name().endsWith("_" + name) || port.name().endsWith("." + name);
  }
}
