package mumu.sampling;

import java.util.List;

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

  private Samplers() {}

  /** What can be written after {@code scheduler=}. */
  public static List<String> names() {
    return KINDS.stream().map(SamplerKind::name).toList();
  }

  /**
   * @throws IllegalArgumentException listing what exists
   */
  public static SamplerKind byName(String name) {
    return KINDS.stream()
        .filter(kind -> kind.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no scheduler '" + name + "'; there are " + String.join(", ", names())));
  }
}
