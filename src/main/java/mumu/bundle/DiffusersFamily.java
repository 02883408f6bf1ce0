package mumu.bundle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** The kinds of diffusers pipelines that can be run, by the class in {@code model_index.json}. */
public enum DiffusersFamily {
  /** Stable Diffusion 1 and 2: one text encoder. */
  SD(
      "sd",
      Set.of("StableDiffusion"),
      new Manifest.Defaults(DiffusersBundle.SCHEDULER, 50, 7.5),
      7.5,
      "Rombach et al., High-Resolution Image Synthesis with Latent Diffusion Models,"
          + " arXiv:2112.10752"),
  /** The same parts, with guidance as an input of the denoiser. */
  LATENT_CONSISTENCY(
      "sd",
      Set.of("LatentConsistencyModel"),
      new Manifest.Defaults(DiffusersBundle.SCHEDULER, 4, 8.5),
      8.5,
      "Luo et al., Latent Consistency Models, arXiv:2310.04378"),
  /** Stable Diffusion XL: two text encoders, and the denoiser is told the size. */
  SDXL(
      "sdxl",
      Set.of("StableDiffusionXL"),
      new Manifest.Defaults(DiffusersBundle.SCHEDULER, 50, 5),
      7.5,
      "Podell et al., SDXL: Improving Latent Diffusion Models for High-Resolution Image Synthesis,"
          + " arXiv:2307.01952"),
  /** Its second half, which has only the second text encoder and is told how good pictures look. */
  SDXL_REFINER("sdxl", Set.of(), SDXL.defaults, SDXL.repaintGuidance, SDXL.cite);

  private final String id;
  private final Set<String> classes;
  private final Manifest.Defaults defaults;
  private final double repaintGuidance;
  private final String cite;

  DiffusersFamily(
      String id,
      Set<String> classes,
      Manifest.Defaults defaults,
      double repaintGuidance,
      String cite) {
    this.id = id;
    this.classes = classes;
    this.defaults = defaults;
    this.repaintGuidance = repaintGuidance;
    this.cite = cite;
  }

  static DiffusersFamily of(ConfigFile index) throws BundleException {
    String name = index.text("_class_name").orElse("");
    // ORTStableDiffusionXLImg2ImgPipeline, OnnxStableDiffusionInpaintPipelineLegacy,
    // StableDiffusionOnnxPipeline, …
    String plain =
        name.replaceFirst("^(Onnx|ORT)", "")
            .replaceFirst("(Onnx|Img2Img|Inpaint)*Pipeline(Legacy)?$", "");
    return Arrays.stream(values())
        .filter(family -> family.classes.contains(plain))
        .findFirst()
        .map(family -> family == SDXL && index.isNone("text_encoder") ? SDXL_REFINER : family)
        .orElseThrow(
            () ->
                index.wrong(
                    "_class_name",
                    "StableDiffusionPipeline, StableDiffusionXLPipeline,"
                        + " LatentConsistencyModelPipeline or one of their kinds",
                    index.values().get("_class_name")));
  }

  public String id() {
    return id;
  }

  public List<String> textEncoders() {
    return switch (this) {
      case SD, LATENT_CONSISTENCY -> List.of("text_encoder");
      case SDXL -> List.of("text_encoder", "text_encoder_2");
      case SDXL_REFINER -> List.of("text_encoder_2");
    };
  }

  /** Every part that must be there. */
  public List<String> parts() {
    List<String> parts = new ArrayList<>(textEncoders());
    parts.add("unet");
    parts.add("vae_decoder");
    return parts;
  }

  /** What the first release had, for exports from before anything was written down. */
  double scalingFactor() {
    return id.equals(SDXL.id) ? 0.13025 : 0.18215;
  }

  /** Latent cells a side that the first release had, for exports that do not say it. */
  int sampleSize() {
    return id.equals(SDXL.id) ? 128 : 64;
  }

  /** What diffusers' pipeline takes where the user says nothing. */
  Manifest.Defaults defaults() {
    return defaults;
  }

  /** The guidance that diffusers' pipeline for repainting takes where the user says nothing. */
  public double repaintGuidance() {
    return repaintGuidance;
  }

  String cite() {
    return cite;
  }
}
