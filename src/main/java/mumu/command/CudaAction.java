package mumu.command;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import mumu.request.OptionString;

/**
 * The options of {@code MUMU Install CUDA...}: {@code accept=true} with an optional {@code
 * repository=[address]} and {@code index=[address]}, or {@code remove=true}.
 *
 * @param remove whether to remove; else to install
 * @param repository where to fetch jars from; absent: what Maven's settings say
 * @param index where to fetch wheels from; absent: what pip's settings say
 */
record CudaAction(boolean remove, Optional<String> repository, Optional<String> index) {
  private static final String ACCEPT = "accept";
  private static final String REMOVE = "remove";
  private static final String REPOSITORY = "repository";
  private static final String INDEX = "index";
  private static final List<String> KEYS = List.of(ACCEPT, REMOVE, REPOSITORY, INDEX);

  /**
   * @throws IllegalArgumentException naming the option, what was expected and what was found
   */
  static CudaAction parse(String options) {
    Map<String, String> values = OptionString.values(options, KEYS);
    boolean accept = flag(values, ACCEPT);
    boolean remove = flag(values, REMOVE);
    if (accept == remove) {
      throw new IllegalArgumentException(
          "MUMU Install CUDA needs your consent to the licences of its parts: expected accept=true to fetch and install (%s), or remove=true to remove; found %s"
              .formatted(InstallCuda.SHORT_LICENCES, accept ? "both" : "neither"));
    }
    return new CudaAction(
        remove,
        Optional.ofNullable(values.get(REPOSITORY)),
        Optional.ofNullable(values.get(INDEX)));
  }

  /** The options that do the same again. */
  String format() {
    Map<String, String> values = new HashMap<>();
    values.put(remove ? REMOVE : ACCEPT, "true");
    repository.ifPresent(it -> values.put(REPOSITORY, it));
    index.ifPresent(it -> values.put(INDEX, it));
    return OptionString.join(values, KEYS);
  }

  private static boolean flag(Map<String, String> values, String key) {
    String value = values.getOrDefault(key, "false").strip();
    if (!value.equals("true") && !value.equals("false")) {
      throw new IllegalArgumentException(
          "%s must be true or false, found '%s'".formatted(key, value));
    }
    return value.equals("true");
  }
}
