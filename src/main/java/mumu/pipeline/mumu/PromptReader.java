package mumu.pipeline.mumu;

import static java.util.stream.Collectors.toSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mumu.pipeline.CanvasSize;
import mumu.pipeline.ImagePreparation;
import mumu.pipeline.Thing;
import mumu.request.BoundImage;
import mumu.request.BoundRequest;
import mumu.request.Picture;
import mumu.request.Prompt;
import mumu.request.Settings;
import mumu.runtime.Cancellation;
import mumu.tensor.Tensor;

/**
 * Turns the words and images of a request into what the denoiser listens to; what did not change
 * since the last request is not computed again.
 */
final class PromptReader {
  private final ImagePreparation preparation;
  private final ImageEncoder imageEncoder;
  private final PromptComposer composer;
  private final PromptEncoder promptEncoder;
  private final NumberWords numbers;

  private Optional<Seen> lastImages = Optional.empty();
  private Optional<Answer> lastAnswer = Optional.empty();

  private record Seen(List<Picture> pictures, Tensor embeds) {}

  /** All that decides the answer, besides the model. */
  private record Question(
      List<Prompt.Part> parts,
      List<String> slots,
      List<Picture> pictures,
      List<Double> weights,
      Variation variation,
      CanvasSize canvas,
      String negative,
      boolean guided) {}

  private record Answer(Question question, Reading reading) {}

  /**
   * @param conditioning batch of 2 (unconditional, conditional) with guidance, else of 1
   * @param things the visible things of the sentence; none where the model does not tell
   * @param warnings what the user should know
   */
  record Reading(Conditioning conditioning, List<Thing> things, List<String> warnings) {}

  PromptReader(
      ImagePreparation preparation,
      ImageEncoder imageEncoder,
      PromptComposer composer,
      PromptEncoder promptEncoder,
      NumberWords numbers) {
    this.preparation = preparation;
    this.imageEncoder = imageEncoder;
    this.composer = composer;
    this.promptEncoder = promptEncoder;
    this.numbers = numbers;
  }

  /** Whether readings can differ from picture to picture. */
  boolean varies() {
    return promptEncoder.varies();
  }

  /** Whether readings say where things are. */
  boolean tellsThings() {
    return promptEncoder.tellsThings();
  }

  /**
   * @param bound with every setting filled in
   * @param variation none of it where the model does not vary
   * @param guided whether the unconditional half is needed
   * @throws IllegalArgumentException when there are too many images or one lies past the last
   *     token, or when the sentence asks for too many of a thing or for none
   */
  Reading read(BoundRequest bound, Variation variation, boolean guided, Cancellation cancellation) {
    List<BoundImage> images = bound.images();
    Settings settings = bound.request().settings();
    Question question =
        new Question(
            bound.request().prompt().parts(),
            images.stream().map(BoundImage::slot).toList(),
            images.stream().map(BoundImage::picture).toList(),
            images.stream().map(BoundImage::weight).toList(),
            variation,
            new CanvasSize(settings.width().getAsInt(), settings.height().getAsInt()),
            guided ? settings.negative().orElse("") : "",
            guided);
    if (lastAnswer.isPresent() && lastAnswer.get().question().equals(question)) {
      return lastAnswer.get().reading();
    }
    Reading reading = answer(question, images, cancellation);
    lastAnswer = Optional.of(new Answer(question, reading));
    return reading;
  }

  private Reading answer(Question question, List<BoundImage> images, Cancellation cancellation) {
    numbers.check(question.parts());
    Examples examples = question.variation().examples(question.parts(), question.slots(), numbers);
    InterleavedPrompt prompt = composer.compose(question.parts(), examples);
    List<String> warnings = new ArrayList<>(prompt.warnings());
    warnings.addAll(preparation.warnings(images));
    PromptEncoder.Images seen =
        new PromptEncoder.Images(embeds(question.pictures(), cancellation), question.weights());
    PromptEncoder.Encoding encoding =
        promptEncoder.encode(prompt, seen, question.variation(), question.canvas(), cancellation);
    numbers.checkNamed(
        question.parts(), encoding.things().stream().map(Thing::name).collect(toSet()));
    Conditioning conditional = encoding.conditioning();
    if (!question.guided()) {
      return new Reading(conditional, encoding.things(), warnings);
    }
    InterleavedPrompt negative = composer.words(question.negative());
    negative.warnings().forEach(warning -> warnings.add("negative: " + warning));
    Conditioning unconditional =
        promptEncoder
            .encode(negative, seen, Variation.NONE, question.canvas(), cancellation)
            .conditioning()
            .first(negative.ids().size()); // NB: without the hidden image that the graph needs
    return new Reading(Conditioning.stack(unconditional, conditional), encoding.things(), warnings);
  }

  /** image_embeds [k, T, D] of all bound images; nothing where there are none. */
  private Tensor embeds(List<Picture> pictures, Cancellation cancellation) {
    if (pictures.isEmpty()) {
      return Tensor.zeros(0);
    }
    if (lastImages.isEmpty() || !lastImages.get().pictures().equals(pictures)) {
      List<Tensor> pixels = pictures.stream().map(preparation::pixelValues).toList();
      lastImages = Optional.of(new Seen(pictures, imageEncoder.encode(pixels, cancellation)));
    }
    return lastImages.get().embeds();
  }
}
