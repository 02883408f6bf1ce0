package mumu.command;

import java.io.IOException;
import java.util.List;
import mumu.pipeline.Progress;

/** What the commands that only tell something tell, as text for scripts. */
public final class Reports {
  private Reports() {}

  /** What would run here, what is missing and what to do. */
  public static String devices() {
    return CheckDevice.report(Progress.silent());
  }

  /** Ids of the installed models. */
  public static List<String> models() {
    return List.copyOf(Models.catalog().list().bundles().keySet());
  }

  /**
   * Does what the options of {@code MUMU Models...} say; what came of it.
   *
   * @throws IllegalArgumentException naming the option or model that does not fit
   * @throws IOException naming the file that is missing or damaged
   */
  public static String manageModels(String options) throws IOException {
    return ManageModels.perform(ModelAction.parse(options));
  }

  /**
   * Does what the options of {@code MUMU Install CUDA...} say; what came of it.
   *
   * @throws IllegalArgumentException without consent to the licences ({@code accept=true})
   * @throws IOException naming what could not be fetched or written
   */
  public static String installCuda(String options) throws IOException {
    return InstallCuda.perform(CudaAction.parse(options));
  }

  /** What to cite, and the licences of plugin, models and libraries. */
  public static String licenses() throws IOException {
    return CiteAndLicenses.text();
  }
}
