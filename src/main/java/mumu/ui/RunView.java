package mumu.ui;

import java.awt.Color;
import java.awt.Graphics;
import java.awt.GridBagLayout;
import java.util.List;
import javax.swing.JButton;
import javax.swing.JPanel;
import javax.swing.JProgressBar;
import mumu.ui.form.Activity;
import mumu.ui.form.Message;

/** Generate and Cancel, how far it is, and the picture so far. */
final class RunView extends JPanel {
  private static final long serialVersionUID = 1;
  private static final double PREVIEW_EMS = 9;

  private final Thumbnail preview;
  private final JButton generate = new JButton("Generate");
  private final JButton cancel = new JButton("Cancel");
  private final JProgressBar progress = new JProgressBar();
  private final Wrapped message = new Wrapped();
  private boolean problem;

  RunView(Em em, Runnable start, Runnable stop) {
    super(new GridBagLayout());
    preview = new Thumbnail(em.px(PREVIEW_EMS));
    generate.setName("mumu.generate");
    cancel.setName("mumu.cancel");
    progress.setName("mumu.progress");
    message.setName("mumu.message");
    generate.putClientProperty(Em.BOLD, true);
    generate.setMnemonic('G');
    cancel.setMnemonic('L');
    generate.setToolTipText("Makes the pictures (Ctrl+Enter)");
    cancel.setToolTipText("Stops (Esc)");
    progress.setStringPainted(true);
    progress.getAccessibleContext().setAccessibleName("Progress");
    preview.getAccessibleContext().setAccessibleName("The picture so far");
    message.getAccessibleContext().setAccessibleName("Message");
    generate.addActionListener(event -> start.run());
    cancel.addActionListener(event -> stop.run());
    Cells cells = new Cells(this, em);
    cells.add(preview, 0, 0).tall(3).top().gap(0, 0, 0, 0.8);
    cells.add(generate, 1, 0).grow().gap(0, 0, 0, 0.5);
    cells.add(cancel, 2, 0);
    cells.add(progress, 1, 1).wide(2).grow().gap(0.6, 0, 0.6, 0);
    cells.add(message, 1, 2).wide(2).growBoth().top();
  }

  void show(Activity activity) {
    generate.setEnabled(!activity.busy());
    cancel.setEnabled(activity.busy());
    progress.setIndeterminate(activity.busy() && activity.total() == 0);
    progress.setMaximum(Math.max(1, activity.total()));
    progress.setValue(activity.done());
    progress.setString(activity.busy() ? activity.text() : "");
    preview.show(activity.preview().map(List::of).orElse(List.of()));
  }

  void show(Message told) {
    problem = told.problem();
    message.setText(told.text());
    revalidate();
    repaint();
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    Color text = generate.getForeground();
    message.setForeground(problem ? Tint.problem(getBackground()) : text);
    super.paintComponent(graphics);
  }
}
