package mumu.command;

import ij.ImagePlus;
import ij.io.Opener;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Opens an example image, whose overlay names regions, from inside the plugin's jar. */
record OpenSample(String file) implements Command {
  @Override
  public void run(Optional<String> options) throws IOException {
    try (InputStream stream = OpenSample.class.getResourceAsStream("samples/" + file)) {
      ImagePlus image = stream == null ? null : new Opener().openTiff(stream, file);
      if (image == null) {
        throw new IOException(
            "the plugin's jar has lost its example image " + file + "; install it again");
      }
      Screen.show(image);
    }
  }
}
