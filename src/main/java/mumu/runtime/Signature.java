package mumu.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The inputs and outputs that a stage expects of its graph, compared when the graph is opened. */
public final class Signature {
  private final Map<String, Expected> inputs = new LinkedHashMap<>();
  private final Map<String, Expected> outputs = new LinkedHashMap<>();

  private boolean once;

  private record Expected(boolean real, List<Long> extents) {}

  /**
   * @param extents per axis; {@link Port#FREE} for any
   */
  public Signature real(String input, long... extents) {
    inputs.put(input, new Expected(true, Arrays.stream(extents).boxed().toList()));
    return this;
  }

  /** An input of whole numbers. */
  public Signature whole(String input, long... extents) {
    inputs.put(input, new Expected(false, Arrays.stream(extents).boxed().toList()));
    return this;
  }

  /** An output of real numbers. */
  public Signature output(String output, long... extents) {
    outputs.put(output, new Expected(true, Arrays.stream(extents).boxed().toList()));
    return this;
  }

  /** An output of whole numbers. */
  public Signature wholeOutput(String output, long... extents) {
    outputs.put(output, new Expected(false, Arrays.stream(extents).boxed().toList()));
    return this;
  }

  /** The graph runs once per picture, so what a run needs need not be kept for the next. */
  public Signature once() {
    once = true;
    return this;
  }

  boolean isOnce() {
    return once;
  }

  /**
   * @throws GraphException listing everything that does not fit
   */
  void check(String file, Map<String, Port> foundInputs, Map<String, Port> foundOutputs) {
    List<String> problems = new ArrayList<>();
    compare("input", inputs, foundInputs, problems);
    compare("output", outputs, foundOutputs, problems);
    Set<String> unknown = new TreeSet<>(foundInputs.keySet());
    unknown.removeAll(inputs.keySet());
    if (!unknown.isEmpty()) {
      problems.add("inputs " + unknown + " are unknown to this model family");
    }
    if (!problems.isEmpty()) {
      throw new GraphException(file + " does not fit: " + String.join("; ", problems));
    }
  }

  private static void compare(
      String side, Map<String, Expected> expected, Map<String, Port> found, List<String> problems) {
    expected.forEach(
        (name, want) -> {
          Port port = found.get(name);
          Port wanted =
              new Port(name, want.real ? Port.Kind.FLOAT32 : Port.Kind.INT64, want.extents);
          if (port == null) {
            problems.add(side + " " + name + " is missing, found " + found.keySet());
          } else if (!fits(want, port)) {
            problems.add(side + " expected " + wanted + ", found " + port);
          }
        });
  }

  private static boolean fits(Expected want, Port port) {
    boolean kind = want.real == port.kind().isReal() && port.kind() != Port.Kind.OTHER;
    if (!kind || want.extents.size() != port.extents().size()) {
      return false;
    }
    for (int axis = 0; axis < want.extents.size(); axis++) {
      long wanted = want.extents.get(axis);
      long found = port.extents().get(axis);
      if (wanted != Port.FREE && found != Port.FREE && wanted != found) {
        return false;
      }
    }
    return true;
  }
}
