package mumu.ui.form;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;
import mumu.command.Sight;
import mumu.request.Binding;
import mumu.request.Prompt;

/** The slots of the prompt and what is known of them; bindings survive edits of the prompt. */
final class Slots {
  private final IntUnaryOperator palette;
  private final Map<String, SlotBinding> bindings = new HashMap<>();
  private final Map<String, Sight> sights = new HashMap<>();
  private List<String> names = List.of();

  Slots(IntUnaryOperator palette) {
    this.palette = palette;
  }

  List<String> names() {
    return names;
  }

  /** Takes the prompt's slots over; where one was renamed in place, its binding goes along. */
  void rename(List<String> now) {
    List<Integer> changed = new ArrayList<>();
    for (int i = 0; i < now.size() && now.size() == names.size(); i++) {
      if (!now.get(i).equals(names.get(i))) {
        changed.add(i);
      }
    }
    if (changed.size() == 1) {
      move(names.get(changed.get(0)), now.get(changed.get(0)), now);
    }
    names = List.copyOf(now);
  }

  private void move(String from, String to, List<String> now) {
    String key = Prompt.matchKey(from);
    boolean goes =
        bindings.containsKey(key)
            && !bindings.containsKey(Prompt.matchKey(to))
            && now.stream().noneMatch(name -> Prompt.matchKey(name).equals(key));
    if (goes) {
      bindings.put(Prompt.matchKey(to), bindings.remove(key));
    }
  }

  SlotBinding binding(String slot) {
    return bindings.getOrDefault(Prompt.matchKey(slot), SlotBinding.BY_NAME);
  }

  void bind(String slot, SlotBinding binding) {
    if (binding.equals(SlotBinding.BY_NAME)) {
      bindings.remove(Prompt.matchKey(slot));
    } else {
      bindings.put(Prompt.matchKey(slot), binding);
    }
  }

  /** Forgets all bindings and takes those of a request. */
  void restore(List<Binding> restored) {
    bindings.clear();
    restored.forEach(it -> bind(it.slot(), SlotBinding.of(it.sources())));
  }

  /** What is written in the rows, slot by slot. */
  List<Binding> written() {
    return names.stream()
        .filter(name -> !binding(name).isByName())
        .map(name -> new Binding(name, binding(name).sources()))
        .toList();
  }

  Sight sight(String slot) {
    return sights.getOrDefault(Prompt.matchKey(slot), Sight.NOTHING);
  }

  /**
   * @return whether something else is to be seen than before
   */
  boolean see(Map<String, Sight> seen) {
    Map<String, Sight> before = Map.copyOf(sights);
    sights.clear();
    seen.forEach((slot, sight) -> sights.put(Prompt.matchKey(slot), sight));
    sights.values().removeIf(Sight.NOTHING::equals);
    return !before.equals(sights);
  }

  List<SlotRow> rows() {
    List<OptionalInt> own = names.stream().map(name -> ownColor(sight(name))).toList();
    List<Integer> colors = SlotColoring.assign(own, palette);
    List<SlotRow> rows = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      rows.add(new SlotRow(name, colors.get(i), binding(name), sight(name)));
    }
    return rows;
  }

  private static OptionalInt ownColor(Sight sight) {
    return sight.images().stream()
        .map(Sight.Seen::rgb)
        .filter(OptionalInt::isPresent)
        .findFirst()
        .orElse(OptionalInt.empty());
  }
}
