package mumu.sampling;

import java.util.List;
import java.util.stream.Stream;

/** All algorithms; a new one is a file and a line here. */
public final class Samplers {
  private static final List<SamplerKind> KINDS =
      List.of(
          Ddim.KIND,
          Ddpm.KIND,
          Pndm.KIND,
          Lms.KIND,
          Euler.KIND,
          EulerAncestral.KIND,
          Heun.KIND,
          Kdpm2.KIND,
          Kdpm2.ANCESTRAL,
          DpmMultistep.KIND,
          DpmMultistep.KARRAS,
          DpmMultistep.SDE,
          DpmSinglestep.KIND,
          Deis.KIND,
          UniPc.KIND,
          Lcm.KIND,
          Tcd.KIND);

  /** Those that a model's own config can ask for besides; deprecated in diffusers. */
  private static final List<SamplerKind> OLD =
      List.of(DpmMultistep.NOISE, DpmMultistep.NOISE_SDE, DpmSinglestep.NOISE, DpmSinglestep.SDE);

  private Samplers() {}

  /** What can be written after {@code scheduler=}. */
  public static List<String> names() {
    return KINDS.stream().map(SamplerKind::name).toList();
  }

  /** Also those that only a model's own config asks for. */
  static List<String> allNames() {
    return all().map(SamplerKind::name).toList();
  }

  private static Stream<SamplerKind> all() {
    return Stream.of(KINDS, OLD).flatMap(List::stream);
  }

  /**
   * @throws IllegalArgumentException listing what exists
   */
  public static SamplerKind byName(String name) {
    return all()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no scheduler '" + name + "'; there are " + String.join(", ", names())));
  }
}
