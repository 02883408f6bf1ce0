package mumu.ui.form;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import mumu.command.Sight;
import mumu.request.BindingText;
import mumu.request.CropMode;
import mumu.request.GenerationRequest;
import mumu.request.OptionString;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;
import mumu.request.SourceText;

/**
 * Everything the panel holds: sentence, slots, settings, what is going on, what was made.
 *
 * <p>Belongs to one thread, which calls its methods and is where listeners are called; what takes
 * long is done elsewhere and comes back to it.
 */
public final class PanelForm {
  /** What listeners are told has changed. */
  public enum Change {
    PROMPT,
    ROWS,
    SETTINGS,
    ACTIVITY,
    HISTORY,
    MESSAGE
  }

  /** Where the work goes: somewhere else, and home to the form's own thread. */
  public record Threads(Executor elsewhere, Executor home) {}

  private final Desk desk;
  private final Errands errands;
  private final List<Consumer<Change>> listeners = new ArrayList<>();
  private final Slots slots;
  private final Map<String, String> settings = new LinkedHashMap<>();
  private final History history = new History();
  private final Looks looks;
  private String prompt = "";
  private Optional<String> promptProblem = Optional.empty();
  private Activity activity = Activity.IDLE;
  private Message message = Message.NONE;
  private Optional<RunProgress> run = Optional.empty();

  public PanelForm(Desk desk, Threads threads) {
    this.desk = desk;
    this.errands = new Errands(desk, threads);
    this.slots = new Slots(desk::color);
    this.looks = new Looks(desk, errands, this::question, this::looked);
  }

  /** To be told about changes until {@link #forget}. */
  public void listen(Consumer<Change> listener) {
    listeners.add(listener);
  }

  public void forget(Consumer<Change> listener) {
    listeners.remove(listener);
  }

  public String prompt() {
    return prompt;
  }

  /** Why the sentence cannot be read; slots stay as they were until it can. */
  public Optional<String> promptProblem() {
    return promptProblem;
  }

  public void setPrompt(String text) {
    if (!text.equals(prompt)) {
      read(text);
    }
  }

  private void read(String text) {
    List<String> before = slots.names();
    prompt = text;
    try {
      slots.rename(text.isBlank() ? List.of() : Prompt.parse(text).slots());
      promptProblem = Optional.empty();
    } catch (IllegalArgumentException e) {
      promptProblem = Optional.of(e.getMessage());
    }
    tell(Change.PROMPT);
    if (!before.equals(slots.names())) {
      tell(Change.ROWS);
      look();
    }
  }

  public List<SlotRow> rows() {
    return slots.rows();
  }

  /** Sources as in {@code bind=[slot=…]}; blank to go by the slot's name. */
  public void setSource(String slot, String text) {
    change(slot, slots.binding(slot).withText(text.strip()));
  }

  /**
   * How strongly the slot's images count, 0 to 2.
   *
   * <p>NB: only a written source can have a weight, so one found by its name is written then.
   */
  public void setWeight(String slot, double weight) {
    change(slot, written(slot).withWeight(weight));
  }

  public void setCrop(String slot, CropMode crop) {
    change(slot, written(slot).withCrop(crop));
  }

  /** Binds image or ROI files, as when they are dropped on the row. */
  public void setFiles(String slot, List<String> paths) {
    setSource(
        slot,
        paths.stream()
            .map(path -> BindingText.format(SourceText.of(path)))
            .collect(Collectors.joining(" + ")));
  }

  private SlotBinding written(String slot) {
    SlotBinding binding = slots.binding(slot);
    return binding.isByName() ? binding.withText(slots.sight(slot).source().orElse("")) : binding;
  }

  private void change(String slot, SlotBinding binding) {
    if (!binding.equals(slots.binding(slot))) {
      slots.bind(slot, binding);
      tell(Change.ROWS);
      look();
    }
  }

  /** Binds the active image's selection: fires {@code MUMU Bind Selection...}. */
  public void bind(String slot) {
    errands.run(
        () -> {
          String source = desk.bind(slot);
          return () -> {
            say(Message.of("The selection is now {" + slot + "}."));
            slots.bind(slot, slots.binding(slot).withText(source));
            tell(Change.ROWS);
            look();
          };
        },
        this::say);
  }

  /** Looks again at what the model would see, off this thread. */
  public void look() {
    looks.look();
  }

  private Looks.Question question() {
    Map<String, SlotBinding> asked = new LinkedHashMap<>();
    slots.names().forEach(name -> asked.put(name, slots.binding(name)));
    String model = setting("model");
    return new Looks.Question(asked, model.isBlank() ? Settings.DEFAULT_MODEL : model);
  }

  private void looked(Map<String, Sight> seen) {
    if (slots.see(seen)) {
      tell(Change.ROWS);
    }
  }

  /** A setting as typed, by option key; blank takes the model's default. */
  public String setting(String key) {
    return settings.getOrDefault(key, "");
  }

  public void setSetting(String key, String text) {
    if (!text.strip().equals(setting(key))) {
      settings.put(key, text.strip());
      tell(Change.SETTINGS);
      if (key.equals("model")) {
        look();
      }
    }
  }

  /** Takes over a request as texts by option key, as remembered from last time. */
  public void start(Map<String, String> texts) {
    fill(texts);
    read(texts.getOrDefault("prompt", ""));
    slots.restore(BindingText.parse(texts.getOrDefault("bind", "")));
    tell(Change.SETTINGS);
    tell(Change.ROWS);
    look();
  }

  private void fill(Map<String, String> texts) {
    settings.clear();
    settings.putAll(texts);
    settings.keySet().removeAll(List.of("bind", "prompt"));
  }

  /**
   * What Generate would ask for.
   *
   * @throws IllegalArgumentException naming the field that does not make sense
   */
  public GenerationRequest request() {
    Map<String, String> texts = new HashMap<>(settings);
    texts.put("prompt", prompt);
    texts.put("bind", BindingText.format(slots.written()));
    return OptionString.ofFields(texts);
  }

  public Activity activity() {
    return activity;
  }

  /** Fires {@code MUMU Generate...}, unless it is at work. */
  public void generate() {
    if (activity.busy()) {
      return;
    }
    GenerationRequest request;
    try {
      request = request();
    } catch (IllegalArgumentException e) {
      say(Message.problem(e.getMessage()));
      return;
    }
    RunProgress progress =
        new RunProgress(change -> errands.home().execute(() -> show(change.apply(activity))));
    run = Optional.of(progress);
    show(Activity.begun());
    say(Message.NONE);
    long start = System.nanoTime();
    errands.run(
        () -> {
          Desk.Made made = desk.generate(request, progress);
          double seconds = (System.nanoTime() - start) / 1e9;
          return () -> made(made, seconds);
        },
        failure -> {
          ended(Optional.empty());
          say(failure);
        });
  }

  private void made(Desk.Made made, double seconds) {
    history.add(made);
    ended(Optional.of(made.first()));
    long seed = made.request().settings().seed().orElse(0);
    say(Message.of("Done in %.1f s, seed %d.".formatted(seconds, seed)));
    tell(Change.HISTORY);
  }

  private void ended(Optional<Picture> result) {
    run = Optional.empty();
    show(activity.ended(result));
  }

  /** Asks a running request to stop. */
  public void cancel() {
    run.ifPresent(progress -> progress.cancellation().cancel());
  }

  /** What was made since the start, the oldest first. */
  public List<HistoryEntry> history() {
    return history.entries();
  }

  /** Sentence, bindings and settings as they were, seed included. */
  public void restore(HistoryEntry entry) {
    Map<String, String> texts =
        OptionString.values(OptionString.format(entry.request()), OptionString.KEYS);
    start(texts);
    say(Message.of("Request " + entry.number() + " is back; Generate repeats it."));
  }

  public Message message() {
    return message;
  }

  private void show(Activity now) {
    activity = now;
    tell(Change.ACTIVITY);
  }

  private void say(Message told) {
    message = told;
    tell(Change.MESSAGE);
  }

  private void tell(Change change) {
    List.copyOf(listeners).forEach(listener -> listener.accept(change));
  }
}
