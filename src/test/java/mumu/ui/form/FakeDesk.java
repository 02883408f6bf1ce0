package mumu.ui.form;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import mumu.command.Sight;
import mumu.pipeline.Progress;
import mumu.request.BindingText;
import mumu.request.GenerationRequest;
import mumu.request.ImageSource;
import mumu.request.Picture;

/** A desk with regions instead of images, and work that waits until it is told to be done. */
final class FakeDesk implements Desk {
  static final Picture PICTURE = new Picture(1, 1, new int[] {0xFF336699});

  /** Colour of each region by its name. */
  final Map<String, OptionalInt> regions = new HashMap<>();

  final List<GenerationRequest> made = new ArrayList<>();
  final List<Throwable> bugs = new ArrayList<>();
  final Deque<Runnable> elsewhere = new ArrayDeque<>();
  final Deque<Runnable> home = new ArrayDeque<>();
  RuntimeException failure;
  Progress progress;
  int looks;

  PanelForm.Threads threads() {
    return new PanelForm.Threads(elsewhere::add, home::add);
  }

  /** Everything that waits, and what follows from it. */
  void settle() {
    while (!elsewhere.isEmpty() || !home.isEmpty()) {
      (home.isEmpty() ? elsewhere : home).remove().run();
    }
  }

  @Override
  public Sight look(String slot, List<ImageSource> sources, String model) {
    looks++;
    String name = sources.isEmpty() ? slot : BindingText.format(sources.get(0).where());
    if (!regions.containsKey(name)) {
      return sources.isEmpty() ? Sight.NOTHING : Sight.unseen("No ROI is called '" + name + "'.");
    }
    Sight.Seen seen = new Sight.Seen(PICTURE, "park:" + name, "mask; RGB", regions.get(name));
    Optional<String> source = sources.isEmpty() ? Optional.of("park:" + name) : Optional.empty();
    return new Sight(List.of(seen), source, Optional.empty());
  }

  @Override
  public Made generate(GenerationRequest request, Progress onlooker) {
    progress = onlooker;
    if (failure != null) {
      throw failure;
    }
    onlooker.cancellation().check();
    made.add(request);
    return new Made(
        PICTURE, request.withSettings(request.settings().toBuilder().seed(made.size()).build()));
  }

  @Override
  public String bind(String slot) {
    if (failure != null) {
      throw failure;
    }
    regions.put("park:" + slot, OptionalInt.of(0x123456));
    return "park:" + slot;
  }

  @Override
  public int color(int index) {
    return new int[] {0xE69F00, 0x56B4E9, 0x009E73}[index % 3];
  }

  @Override
  public void report(Throwable bug) {
    bugs.add(bug);
  }
}
