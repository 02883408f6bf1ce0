package mumu;

import ij.ImagePlus;
import java.io.IOException;
import mumu.command.Production;
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
  @Parameter private TaskService tasks;

  @Override
  public GenerationRequest request(String options) {
    return OptionString.parse(options);
  }

  @Override
  public ImagePlus generate(GenerationRequest request) throws IOException {
    Task task = tasks.createTask("MUMU: " + request.prompt().plain());
    task.start();
    try {
      return Production.make(request, new TaskProgress(task));
    } finally {
      task.finish();
    }
  }

  @Override
  public void unload() {
    Production.unload();
  }
}
