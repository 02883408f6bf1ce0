package mumu;

import ij.ImagePlus;
import java.io.IOException;
import java.util.Map;
import mumu.request.GenerationRequest;
import org.scijava.command.Command;
import org.scijava.plugin.Plugin;

/** {@code MUMU Show Tokens...} for scripts: by class, without a menu entry of its own. */
@Plugin(type = Command.class, visible = false)
public class ShowTokensCommand extends RequestCommand {
  @Override
  ImagePlus make(GenerationRequest request, Map<String, ?> given) throws IOException {
    return mumu.tokens(request, given);
  }
}
