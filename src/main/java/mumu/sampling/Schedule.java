package mumu.sampling;

import java.util.Arrays;
import mumu.tensor.Tensor;

/**
 * When and at which noise level the denoiser is called; built once for a number of steps, then
 * immutable.
 *
 * <p>Latents before call i are signal(i) · clean + noise(i) · ε. The entry after the last call is
 * what is left at the end.
 */
public final class Schedule {
  private final double[] timesteps;
  private final double[] signals;
  private final double[] noises;
  private final double[] kept;
  private final double initialScale;
  private final boolean scalesInput;
  private final int callsPerStep;

  private Schedule(
      double[] timesteps, double[] signals, double[] noises, double[] kept, Scaling scaling) {
    this.timesteps = timesteps.clone();
    this.signals = signals;
    this.noises = noises;
    this.kept = kept;
    this.initialScale = scaling.initial();
    this.scalesInput = scaling.input();
    this.callsPerStep = scaling.callsPerStep();
  }

  private record Scaling(double initial, boolean input, int callsPerStep) {}

  /** Latents keep variance 1: signal = √ᾱ, noise = √(1 − ᾱ). One ᾱ more than timesteps. */
  static Schedule preserving(double[] timesteps, double[] alphaBars) {
    double[] signals = new double[alphaBars.length];
    double[] noises = new double[alphaBars.length];
    for (int i = 0; i < alphaBars.length; i++) {
      signals[i] = Math.sqrt(alphaBars[i]);
      noises[i] = Math.sqrt(1 - alphaBars[i]);
    }
    return new Schedule(timesteps, signals, noises, noises, new Scaling(1, false, 1));
  }

  /** As {@link #preserving(double[], double[])} by σ = noise ÷ signal. */
  static Schedule preserving(double[] timesteps, float[] sigmas) {
    double[] bars = new double[sigmas.length];
    for (int i = 0; i < bars.length; i++) {
      bars[i] = 1 / (1 + (double) sigmas[i] * sigmas[i]);
    }
    return preserving(timesteps, bars);
  }

  /**
   * Latents grow with σ: signal = 1, noise = σ; the denoiser sees them divided by √(σ² + 1). One σ
   * more than timesteps.
   */
  static Schedule exploding(double[] timesteps, float[] sigmas, double initialScale) {
    return exploding(timesteps, sigmas, initialScale, 1);
  }

  /** As above, for samplers that call the denoiser more than once in every step but the last. */
  static Schedule exploding(
      double[] timesteps, float[] sigmas, double initialScale, int callsPerStep) {
    return exploding(timesteps, sigmas, sigmas, new Scaling(initialScale, true, callsPerStep));
  }

  /**
   * As above, where what must stay of a picture is given another level between two calls of a step.
   *
   * @param kept σ of the noise that it gets there before each call
   */
  static Schedule exploding(
      double[] timesteps, float[] sigmas, float[] kept, double initialScale, int callsPerStep) {
    return exploding(timesteps, sigmas, kept, new Scaling(initialScale, true, callsPerStep));
  }

  private static Schedule exploding(
      double[] timesteps, float[] sigmas, float[] kept, Scaling scaling) {
    double[] signals = new double[sigmas.length];
    Arrays.fill(signals, 1);
    return new Schedule(timesteps, signals, doubles(sigmas), doubles(kept), scaling);
  }

  /** How often the denoiser is called; some samplers call it twice per step. */
  public int calls() {
    return timesteps.length;
  }

  /** Calls in every step; the last step may have fewer. */
  int callsPerStep() {
    return callsPerStep;
  }

  /** What the denoiser is told at a call; may be a fraction. */
  public float timestep(int call) {
    return (float) timesteps[call];
  }

  /**
   * As {@link #timestep}, not rounded to 32 bit: for denoisers that count in whole timesteps, where
   * 998.9999997 is cut to 998.
   */
  public double exactTimestep(int call) {
    return timesteps[call];
  }

  /** Ratio of noise to signal before a call, and at {@code calls()} what is left at the end. */
  double sigma(int call) {
    return noises[call] / signals[call];
  }

  /**
   * Where image-to-image begins: the first {@code 1 − strength} of the steps are left out.
   *
   * @param steps as asked for
   * @param strength 0 to 1
   */
  public int firstCall(int steps, double strength) {
    // NB: cut, not rounded, and in 64 bit, as diffusers does.
    return (steps - Math.min((int) (steps * strength), steps)) * callsPerStep;
  }

  /** What unit noise is multiplied with to start from nothing. */
  double initialScale() {
    return initialScale;
  }

  /** Starting latents from unit noise. */
  public Tensor start(Tensor noise) {
    return noise.map(value -> value * initialScale);
  }

  /** Clean latents with as much noise as there is before a call. */
  public Tensor noised(int call, Tensor clean, Tensor noise) {
    return Arithmetic.sum(signals[call], clean, noises[call], noise);
  }

  /** What must stay of a picture, as noisy as samplers want it beside the rest at a call. */
  public Tensor kept(int call, Tensor clean, Tensor noise) {
    return Arithmetic.sum(signals[call], clean, kept[call], noise);
  }

  /** Latents as the denoiser expects them at a call. */
  public Tensor input(int call, Tensor latents) {
    if (!scalesInput) {
      return latents;
    }
    double scale = 1 / Math.sqrt(noises[call] * noises[call] + 1);
    return latents.map(value -> value * scale);
  }

  private static double[] doubles(float[] values) {
    double[] doubles = new double[values.length];
    for (int i = 0; i < doubles.length; i++) {
      doubles[i] = values[i];
    }
    return doubles;
  }
}
