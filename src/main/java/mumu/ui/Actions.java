package mumu.ui;

import java.awt.event.ActionEvent;
import javax.swing.AbstractAction;
import javax.swing.Action;

/** What a key does. */
final class Actions {
  private Actions() {}

  static Action of(Runnable run) {
    return new AbstractAction() {
      private static final long serialVersionUID = 1;

      @Override
      public void actionPerformed(ActionEvent event) {
        run.run();
      }
    };
  }
}
