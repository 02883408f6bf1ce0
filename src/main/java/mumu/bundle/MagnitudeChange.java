package mumu.bundle;

/**
 * DoRA: what another change makes of a weight, with every output's length set to a trained one, <a
 * href="https://arxiv.org/abs/2402.09353">Liu et al.</a>: m · W′ ÷ ‖W′‖. As in PEFT, which
 * diffusers uses, the strength is that of the other change; the lengths are set whole.
 *
 * @param adapter whose {@link #ROLE} is m: [out], [out, 1, …], [1, out, 1, 1] in PEFT; [1, in, …]
 *     in old files of LyCORIS, which set the length of every input
 */
record MagnitudeChange(WeightChange change, Adapter adapter) implements WeightChange {
  static final String ROLE = "magnitude";

  /** Name of m in LyCORIS' files; in PEFT's it is another. */
  static final String LYCORIS = "dora_scale";

  @Override
  public String part() {
    return change.part();
  }

  @Override
  public String module() {
    return change.module();
  }

  @Override
  public String parameter() {
    return change.parameter();
  }

  @Override
  public String key() {
    return change.key();
  }

  @Override
  public void apply(float[] weight, int outs, double strength) throws BundleException {
    float[] lengths = adapter.file().read(adapter.key(ROLE));
    int row = weight.length / Math.max(1, outs);
    boolean ofInputs = ofInputs();
    int kernel = ofInputs ? row / Math.max(1, lengths.length) : row;
    if (ofInputs ? lengths.length * kernel != row : lengths.length != outs) {
      throw adapter.misfit(ROLE, outs, weight);
    }
    change.apply(weight, outs, strength);
    double[] squares = new double[lengths.length];
    for (int i = 0; i < weight.length; i++) {
      squares[i / kernel % lengths.length] += (double) weight[i] * weight[i];
    }
    for (int i = 0; i < weight.length; i++) {
      int index = i / kernel % lengths.length;
      if (squares[index] > 0) { // nothing stays nothing
        weight[i] = (float) (weight[i] * (lengths[index] / Math.sqrt(squares[index])));
      }
    }
  }

  private boolean ofInputs() throws BundleException {
    String key = adapter.key(ROLE);
    int[] shape = adapter.file().shape(key);
    boolean lying = shape.length > 1 && shape[0] == 1 && shape[1] > 1;
    return lying && key.endsWith(LYCORIS);
  }
}
