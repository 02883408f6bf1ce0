package mumu.bundle;

/** A change of a module's weight by what an adapter holds for it. */
sealed interface AdapterChange extends WeightChange permits HadamardChange, KroneckerChange {
  Adapter adapter();

  @Override
  default String part() {
    return adapter().place().part();
  }

  @Override
  default String module() {
    return adapter().place().module();
  }

  @Override
  default String parameter() {
    return "weight";
  }
}
