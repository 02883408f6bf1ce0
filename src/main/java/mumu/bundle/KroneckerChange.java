package mumu.bundle;

/**
 * LoKr: adds strength · alpha/rank · w1 ⊗ w2, either of them whole or as a product of factors, <a
 * href="https://arxiv.org/abs/2309.14859">Yeh et al.</a> (LyCORIS).
 */
record KroneckerChange(Adapter adapter, String key) implements AdapterChange {
  private static final String FIRST = "lokr_w1";
  private static final String SECOND = "lokr_w2";

  /**
   * @throws BundleException when a factor is missing
   */
  static KroneckerChange of(Adapter adapter) throws BundleException {
    adapter.key(named(adapter, SECOND));
    return new KroneckerChange(adapter, adapter.key(named(adapter, FIRST)));
  }

  /** The role of a matrix, or of its first factor where both are there. */
  private static String named(Adapter adapter, String role) throws BundleException {
    if (adapter.has(role) || !adapter.has(role + "_a")) {
      return role;
    }
    adapter.key(role + "_b");
    return role + "_a";
  }

  @Override
  public void apply(float[] weight, int outs, double strength) throws BundleException {
    Grid first = grid(FIRST, "lokr_t1");
    Grid second = grid(SECOND, "lokr_t2");
    long columns = (long) first.columns() * second.columns();
    if ((long) first.rows() * second.rows() != outs || columns * outs != weight.length) {
      throw adapter.misfit(named(adapter, SECOND), outs, weight);
    }
    // NB: two whole matrices have no rank; LyCORIS then leaves alpha out.
    int rank = second.rank() > 0 ? second.rank() : first.rank();
    double scale = strength * (rank == 0 ? 1 : adapter.scale(rank));
    for (int i = 0; i < first.values().length; i++) {
      int row = i / first.columns() * second.rows();
      int column = i % first.columns() * second.columns();
      double factor = scale * first.values()[i];
      for (int j = 0; j < second.values().length; j++) {
        int at = (row + j / second.columns()) * (int) columns + column + j % second.columns();
        weight[at] += (float) (factor * second.values()[j]);
      }
    }
  }

  /**
   * A matrix.
   *
   * @param rank 0 where it is whole
   */
  private record Grid(float[] values, int rows, int columns, int rank) {}

  private Grid grid(String role, String kernel) throws BundleException {
    if (!adapter.has(role)) {
      Factors factors = adapter.factors(role + "_a", kernel, role + "_b");
      float[] values = new float[Math.multiplyExact(factors.rows(), factors.columns())];
      for (int row = 0; row < factors.rows(); row++) {
        System.arraycopy(factors.row(row), 0, values, row * factors.columns(), factors.columns());
      }
      return new Grid(values, factors.rows(), factors.columns(), factors.rank());
    }
    float[] values = adapter.file().read(adapter.key(role));
    int[] shape = adapter.file().shape(adapter.key(role));
    int rows = shape.length < 2 || shape[0] == 0 ? 1 : shape[0];
    return new Grid(values, rows, values.length / rows, 0);
  }
}
