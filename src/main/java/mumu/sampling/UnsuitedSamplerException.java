package mumu.sampling;

/** A model and a sampler that do not work together, where other samplers work with the model. */
public final class UnsuitedSamplerException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UnsuitedSamplerException(String message) {
    super(message);
  }
}
