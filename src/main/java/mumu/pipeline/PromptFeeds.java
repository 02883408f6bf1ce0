package mumu.pipeline;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import mumu.tensor.Tensor;

/**
 * What a denoiser is told about the prompt, by the names of its inputs, e.g. {@code
 * encoder_hidden_states} [1, L, D].
 *
 * @param rows all of equal height
 */
public record PromptFeeds(Map<String, Tensor> rows) {
  public PromptFeeds {
    rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
  }

  /** One row of each. */
  PromptFeeds row(int index) {
    Map<String, Tensor> single = new LinkedHashMap<>();
    rows.forEach((name, row) -> single.put(name, row.slice(index, index + 1)));
    return new PromptFeeds(single);
  }

  /** All rows so many times. */
  PromptFeeds times(int count) {
    Map<String, Tensor> repeated = new LinkedHashMap<>();
    rows.forEach((name, row) -> repeated.put(name, Tensor.stack(Collections.nCopies(count, row))));
    return new PromptFeeds(repeated);
  }

  /** These rows and the others below them. */
  PromptFeeds above(PromptFeeds others) {
    Map<String, Tensor> both = new LinkedHashMap<>();
    rows.forEach((name, row) -> both.put(name, Tensor.stack(List.of(row, others.rows.get(name)))));
    return new PromptFeeds(both);
  }
}
