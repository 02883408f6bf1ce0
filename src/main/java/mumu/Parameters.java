package mumu;

/** What is true of the parameters of every command and every method of the service. */
final class Parameters {
  private Parameters() {}

  /**
   * SciJava sees to required parameters only when its preprocessors run.
   *
   * @throws IllegalArgumentException if the parameter is not given
   */
  static void need(Object parameter, String name) {
    if (parameter == null) {
      throw new IllegalArgumentException("the parameter " + name + " is missing: expected one");
    }
  }
}
