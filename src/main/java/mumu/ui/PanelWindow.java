package mumu.ui;

import ij.IJ;
import ij.ImageJ;
import ij.WindowManager;
import ij.gui.GUI;
import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Image;
import java.awt.Rectangle;
import java.awt.Toolkit;
import java.awt.event.KeyEvent;
import java.awt.event.WindowAdapter;
import java.awt.event.WindowEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import javax.swing.Box;
import javax.swing.BoxLayout;
import javax.swing.JComponent;
import javax.swing.JFrame;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.KeyStroke;
import javax.swing.ScrollPaneConstants;
import mumu.command.Choices;
import mumu.imagej.Workspace;
import mumu.request.Prompt;
import mumu.ui.form.PanelForm;
import mumu.ui.form.PanelForm.Change;
import mumu.ui.form.SlotRow;

/** The panel: shows a form, and hands over to it what is typed and clicked. */
final class PanelWindow extends JFrame {
  private static final long serialVersionUID = 1;
  static final String TITLE = "MUMU Panel";
  private static final double WIDTH_EMS = 31;

  private final transient PanelForm form;
  private final transient Em em = Em.current();
  private final transient Consumer<Change> listener = this::show;
  private final transient ImageJWatch watch;
  private final transient Dock dock;
  private final PromptField prompt;
  private final Wrapped promptProblem = new Wrapped();
  private final JPanel slots = new JPanel();
  private final Map<String, SlotView> views = new LinkedHashMap<>();
  private final SettingsView settings;
  private final RunView run;
  private final HistoryView history;
  private final transient Runnable closed;

  PanelWindow(PanelForm form, Choices choices, Runnable closed) {
    super(TITLE);
    this.form = form;
    this.closed = closed;
    prompt = new PromptField(PanelWindow::names, () -> typed());
    settings = new SettingsView(form, em, choices);
    run = new RunView(em, this::generate, form::cancel);
    history = new HistoryView(em, form::restore);
    arrange();
    bindKeys();
    setIcon();
    for (Change change : Change.values()) {
      show(change);
    }
    pack();
    fit();
    dock = new Dock(this);
    form.listen(listener);
    watch = new ImageJWatch(form::look);
    addWindowListener(new Windowing());
    setDefaultCloseOperation(DISPOSE_ON_CLOSE);
    WindowManager.addWindow(this);
    form.look();
  }

  private static List<String> names() {
    return Workspace.current().names();
  }

  private void typed() {
    form.setPrompt(prompt.getText());
  }

  private void generate() {
    settings.commit();
    form.generate();
  }

  private void arrange() {
    JPanel top = new JPanel(new java.awt.GridBagLayout());
    top.setBorder(em.space(0.8, 0.8));
    Cells cells = new Cells(top, em);
    JLabel label = new JLabel("Prompt");
    label.setDisplayedMnemonic('P');
    label.setLabelFor(prompt);
    promptProblem.setName("mumu.promptProblem");
    slots.setLayout(new BoxLayout(slots, BoxLayout.Y_AXIS));
    JScrollPane sentence = new JScrollPane(prompt);
    sentence.setHorizontalScrollBarPolicy(ScrollPaneConstants.HORIZONTAL_SCROLLBAR_NEVER);
    cells.add(label, 0, 0).grow().gap(0, 0, 0.3, 0);
    cells.add(sentence, 0, 1).grow();
    cells.add(promptProblem, 0, 2).grow().gap(0.2, 0, 0, 0);
    cells.add(slots, 0, 3).grow().gap(0.5, 0, 0.5, 0);
    cells.add(settings, 0, 4).grow();
    cells.add(Box.createGlue(), 0, 5).growBoth();
    JPanel bottom = new JPanel(new BorderLayout(0, em.px(0.6)));
    bottom.setBorder(em.space(0.8, 0.8));
    bottom.add(run, BorderLayout.CENTER);
    bottom.add(history, BorderLayout.SOUTH);
    em.dress(top);
    em.dress(bottom);
    // NB: the least height is what it gets where something else is wider than the window.
    sentence.setMinimumSize(new Dimension(0, sentence.getPreferredSize().height));
    JScrollPane scroll = new JScrollPane(new Column(top));
    scroll.setBorder(null);
    scroll.getVerticalScrollBar().setUnitIncrement(em.px(1));
    setLayout(new BorderLayout());
    add(scroll, BorderLayout.CENTER);
    add(bottom, BorderLayout.SOUTH);
  }

  private void bindKeys() {
    int menu = Toolkit.getDefaultToolkit().getMenuShortcutKeyMaskEx();
    key(KeyStroke.getKeyStroke(KeyEvent.VK_ENTER, menu), this::generate);
    key(KeyStroke.getKeyStroke(KeyEvent.VK_ESCAPE, 0), form::cancel);
    key(KeyStroke.getKeyStroke(KeyEvent.VK_W, menu), this::dispose);
  }

  private void key(KeyStroke stroke, Runnable action) {
    getRootPane().getInputMap(JComponent.WHEN_IN_FOCUSED_WINDOW).put(stroke, stroke);
    getRootPane().getActionMap().put(stroke, Actions.of(action));
  }

  private void setIcon() {
    ImageJ imagej = IJ.getInstance();
    Image icon = imagej == null ? null : imagej.getIconImage();
    if (icon != null) {
      setIconImage(icon);
    }
  }

  private void show(Change change) {
    switch (change) {
      case PROMPT -> showPrompt();
      case ROWS -> showRows();
      case SETTINGS -> settings.refresh();
      case ACTIVITY -> run.show(form.activity());
      case HISTORY -> history.show(form.history());
      case MESSAGE -> run.show(form.message());
    }
  }

  private void showPrompt() {
    prompt.show(form.prompt());
    promptProblem.setForeground(Tint.problem(getBackground()));
    promptProblem.setText(form.promptProblem().filter(it -> !form.prompt().isBlank()).orElse(""));
    promptProblem.setVisible(!promptProblem.getText().isEmpty());
  }

  private void showRows() {
    List<SlotRow> rows = form.rows();
    List<String> names = rows.stream().map(SlotRow::slot).toList();
    if (!names.equals(List.copyOf(views.keySet()))) {
      rebuild(rows);
    }
    Map<String, Color> colors = new HashMap<>();
    for (SlotRow row : rows) {
      views.get(row.slot()).show(row);
      colors.put(Prompt.matchKey(row.slot()), new Color(row.rgb()));
    }
    prompt.setColors(colors);
    slots.revalidate();
    fit();
  }

  private void rebuild(List<SlotRow> rows) {
    slots.removeAll();
    views.clear();
    for (SlotRow row : rows) {
      SlotView view = new SlotView(form, em, views.size() + 1, row);
      em.dress(view);
      views.put(row.slot(), view);
      slots.add(view);
    }
  }

  /**
   * As high as everything in it, where the screen allows; never lower than somebody has made it.
   */
  private void fit() {
    Rectangle screen = GUI.getMaxWindowBounds(this);
    Dimension wanted = getPreferredSize();
    int width = Math.max(getWidth(), Math.min(screen.width, em.px(WIDTH_EMS)));
    int below = isShowing() ? screen.y + screen.height - getY() : screen.height;
    int height = Math.max(isShowing() ? getHeight() : 0, Math.min(below, wanted.height));
    if (width != getWidth() || height != getHeight()) {
      setSize(width, height);
      validate();
    }
  }

  /** Comes to the front for somebody who asks for it again. */
  void front() {
    setVisible(true);
    toFront();
    prompt.requestFocusInWindow();
  }

  @Override
  public void dispose() {
    form.forget(listener);
    form.cancel();
    watch.close();
    dock.close();
    WindowManager.removeWindow(this);
    super.dispose();
    closed.run();
  }

  /** Lets ImageJ know which window is in front. */
  private final class Windowing extends WindowAdapter {
    @Override
    public void windowActivated(WindowEvent event) {
      WindowManager.setWindow(PanelWindow.this);
      form.look();
    }
  }
}
