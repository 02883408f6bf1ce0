package mumu;

import ij.ImagePlus;
import java.io.IOException;
import java.util.Optional;
import mumu.command.Production;
import mumu.pipeline.Progress;
import mumu.request.GenerationRequest;
import mumu.request.OptionString;
import org.scijava.plugin.Parameter;
import org.scijava.plugin.Plugin;
import org.scijava.service.AbstractService;
import org.scijava.service.Service;
import org.scijava.task.Task;
import org.scijava.task.TaskService;

/** The service over the path that menus and macros use. */
@Plugin(type = Service.class)
public final class DefaultMumuService extends AbstractService implements MumuService {
  @Parameter(required = false)
  private TaskService tasks;

  @Override
  public GenerationRequest request(String options) {
    return OptionString.parse(options);
  }

  @Override
  public ImagePlus generate(GenerationRequest request) throws IOException {
    Optional<Task> task =
        Optional.ofNullable(tasks)
            .map(service -> service.createTask("MUMU: " + request.prompt().plain()));
    if (task.isEmpty()) {
      return Production.make(request, Progress.silent());
    }
    task.get().start();
    try {
      return Production.make(request, new TaskProgress(task.get()));
    } finally {
      task.get().finish();
    }
  }

  @Override
  public void unload() {
    Production.unload();
  }
}
