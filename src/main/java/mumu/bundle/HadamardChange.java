package mumu.bundle;

/**
 * LoHa: adds strength · alpha/rank · (w1_a · w1_b) ∘ (w2_a · w2_b), entry by entry, <a
 * href="https://arxiv.org/abs/2108.06098">Hyeon-Woo et al.</a> as <a
 * href="https://arxiv.org/abs/2309.14859">LyCORIS</a> writes it.
 */
record HadamardChange(Adapter adapter, String key) implements AdapterChange {
  private static final String FIRST = "hada_w1_a";
  private static final String SECOND = "hada_w2_a";

  /**
   * @throws BundleException when a factor is missing
   */
  static HadamardChange of(Adapter adapter) throws BundleException {
    adapter.key("hada_w1_b");
    adapter.key("hada_w2_b");
    adapter.key(SECOND);
    return new HadamardChange(adapter, adapter.key(FIRST));
  }

  @Override
  public void apply(float[] weight, int outs, double strength) throws BundleException {
    Factors first = factors(FIRST, "hada_t1", "hada_w1_b", weight, outs);
    Factors second = factors(SECOND, "hada_t2", "hada_w2_b", weight, outs);
    double scale = strength * adapter.scale(first.rank());
    for (int out = 0; out < outs; out++) {
      float[] one = first.row(out);
      float[] other = second.row(out);
      int start = out * one.length;
      for (int i = 0; i < one.length; i++) {
        weight[start + i] += (float) (scale * one[i] * other[i]);
      }
    }
  }

  private Factors factors(String left, String kernel, String right, float[] weight, int outs)
      throws BundleException {
    Factors factors = adapter.factors(left, kernel, right);
    if (factors.rows() != outs || (long) factors.columns() * outs != weight.length) {
      throw adapter.misfit(left, outs, weight);
    }
    return factors;
  }
}
