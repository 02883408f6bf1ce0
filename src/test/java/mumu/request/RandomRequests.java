package mumu.request;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import mumu.request.SourceText.Piece;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Provide;
import net.jqwik.api.domains.DomainContextBase;

/**
 * Requests of every shape, their texts full of what the grammars use.
 *
 * <p>NB: drawn from one random number generator because jqwik's own combinators took minutes for 10
 * 000 requests; a failure is repeated by its seed instead of being shrunk.
 */
class RandomRequests {
  /** What the properties draw from. */
  public static class Domain extends DomainContextBase {
    @Provide
    Arbitrary<Prompt> prompts() {
      return Arbitraries.randomValue(random -> new RandomRequests(random).prompt());
    }

    @Provide
    Arbitrary<List<Binding>> bindings() {
      return Arbitraries.randomValue(random -> new RandomRequests(random).bindings());
    }

    @Provide
    Arbitrary<GenerationRequest> requests() {
      return Arbitraries.randomValue(random -> new RandomRequests(random).request());
    }

    @Provide
    Arbitrary<BoundRequest> boundRequests() {
      return Arbitraries.randomValue(random -> new RandomRequests(random).boundRequest());
    }

    @Provide
    Arbitrary<Picture> pictures() {
      return Arbitraries.randomValue(random -> new RandomRequests(random).picture());
    }
  }

  private static final String GRAMMAR = "{}[]\\'\";=+@!:#*  \t\n,.u005bcd&|%seed=prompt=";
  private static final List<String> CHUNKS =
      List.of(
          "\\u005b",
          "\\u005C",
          "\\\\u005d",
          "]'\"",
          "seed=5 ",
          "🐕",
          "\\u00e4",
          "\\{",
          "\\}",
          "日本",
          "C:\\a");

  private final Random random;

  RandomRequests(Random random) {
    this.random = random;
  }

  /** Any UTF-16, half characters included. */
  String text() {
    StringBuilder text = new StringBuilder();
    for (int length = random.nextInt(12); length > 0; length--) {
      switch (random.nextInt(4)) {
        case 0 -> text.append((char) random.nextInt(0x10000));
        case 1 -> text.append((char) random.nextInt(0x80));
        case 2 -> text.append(GRAMMAR.charAt(random.nextInt(GRAMMAR.length())));
        default -> text.append(oneOf(CHUNKS));
      }
    }
    return text.toString();
  }

  private String name() {
    String name = text();
    return name.isBlank() ? "name" : name;
  }

  /** NB: a space after a backslash, else it would escape the next brace. */
  Prompt prompt() {
    StringBuilder text = new StringBuilder("a");
    for (int parts = random.nextInt(6); parts > 0; parts--) {
      String words = text().replaceAll("[\\p{Cs}{}]", "").replace("\\", "\\ ");
      text.append(random.nextBoolean() ? words + oneOf(CHUNKS) + " " : "{" + words + ".}");
    }
    return Prompt.parse(text.toString());
  }

  private ImageSource source() {
    Piece item =
        switch (random.nextInt(4)) {
          case 0 -> new Piece(name(), true);
          case 1 -> new Piece(oneOf(List.of("#3", "roi*", "Image: 5", "C:\\a b\\c.tif")), false);
          default -> Piece.literal(name());
        };
    SourceText where =
        random.nextBoolean() ? new SourceText(List.of(item)) : SourceText.of(name(), item);
    return new ImageSource(where, number(2), oneOf(List.of(CropMode.values())));
  }

  List<Binding> bindings() {
    return list(3, () -> new Binding(name(), nonEmptyList(this::source)));
  }

  private Settings settings() {
    SettingsBuilder settings = Settings.DEFAULTS.toBuilder();
    sometimes(() -> settings.model(name()));
    sometimes(() -> settings.device(oneOf(List.of("cpu", "cuda", "cuda:12"))));
    sometimes(() -> settings.scheduler(name()));
    sometimes(() -> settings.steps(1 + random.nextInt(1000)));
    sometimes(() -> settings.guidance(number(100)));
    sometimes(() -> settings.guidanceRescale(number(1)));
    sometimes(() -> settings.seed(random.nextInt() & Settings.MAXIMUM_SEED));
    sometimes(() -> settings.width(1 + random.nextInt(65_536)));
    sometimes(() -> settings.height(1 + random.nextInt(65_536)));
    sometimes(() -> settings.count(1 + random.nextInt(1000)));
    sometimes(() -> settings.variety(number(1)));
    sometimes(() -> settings.negative(text()));
    sometimes(() -> settings.strength(number(1)));
    sometimes(() -> settings.init(source()));
    settings.finetune(list(2, () -> new FineTune(name(), number(3) - 1)));
    return settings.build();
  }

  GenerationRequest request() {
    Prompt prompt = prompt();
    List<Binding> bindings = new ArrayList<>();
    for (String slot : prompt.slots()) {
      sometimes(() -> bindings.add(new Binding(slot, nonEmptyList(this::source))));
    }
    return new GenerationRequest(prompt, bindings, settings());
  }

  Picture picture() {
    int width = 1 + random.nextInt(4);
    int height = 1 + random.nextInt(4);
    return new Picture(width, height, random.ints((long) width * height).toArray());
  }

  private BoundImage image(String slot) {
    return new BoundImage(slot, picture(), number(2), new Origin(text(), text(), "aQ==", text()));
  }

  BoundRequest boundRequest() {
    GenerationRequest request = request();
    List<BoundImage> images = new ArrayList<>();
    for (String slot : request.prompt().slots()) {
      sometimes(() -> images.add(image(slot)));
    }
    Optional<BoundImage> init =
        random.nextInt(4) == 0 ? Optional.of(image("init")) : Optional.empty();
    return new BoundRequest(request, images, init);
  }

  /** From 0 to the limit, often at one of its ends, of every size and precision. */
  private double number(double limit) {
    return switch (random.nextInt(4)) {
      case 0 -> random.nextBoolean() ? 1 : 0.7;
      case 1 -> limit * random.nextInt(2);
      case 2 -> limit * Math.pow(10, -random.nextInt(320));
      default -> limit * random.nextDouble();
    };
  }

  private <T> T oneOf(List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  private <T> List<T> list(int limit, Supplier<T> item) {
    return Stream.generate(item).limit(random.nextInt(limit + 1)).toList();
  }

  private <T> List<T> nonEmptyList(Supplier<T> item) {
    return Stream.generate(item).limit(1 + random.nextInt(2)).toList();
  }

  private void sometimes(Runnable action) {
    if (random.nextInt(3) == 0) {
      action.run();
    }
  }
}
