package mumu.ui;

import java.awt.Color;
import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.GridBagLayout;
import java.awt.event.FocusAdapter;
import java.awt.event.FocusEvent;
import javax.swing.BorderFactory;
import javax.swing.JButton;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JSpinner;
import javax.swing.SpinnerNumberModel;
import mumu.request.CropMode;
import mumu.ui.form.PanelForm;
import mumu.ui.form.SlotRow;

/** One slot: thumbnail, name, where its images come from, how they count and are cut. */
final class SlotView extends JPanel {
  private static final long serialVersionUID = 1;
  private static final double THUMBNAIL_EMS = 5;
  private static final double BAR_EMS = 0.35;
  private static final int MOST_MNEMONICS = 9;

  private final transient PanelForm form;
  private final transient Em em;
  private final Thumbnail thumbnail;
  private final JLabel name = new JLabel();
  private final JLabel origin = new Cuttable();
  private final HintField source = new HintField(6);
  private final JSpinner weight = new JSpinner(new SpinnerNumberModel(1.0, 0.0, 2.0, 0.1));
  private final JComboBox<String> crop = new JComboBox<>(new String[] {"auto", "mask", "box"});
  private final JButton bind = new JButton("Bind");
  private final Wrapped problem = new Wrapped();
  private transient SlotRow row;
  private boolean showing;

  SlotView(PanelForm form, Em em, int number, SlotRow first) {
    super(new GridBagLayout());
    this.form = form;
    this.em = em;
    this.row = first;
    this.thumbnail = new Thumbnail(em.px(THUMBNAIL_EMS));
    describe(number);
    arrange();
    listen();
    show(first);
  }

  private void describe(int number) {
    String slot = row.slot();
    setName("mumu.slot." + slot);
    origin.setName("mumu.origin." + slot);
    source.setName("mumu.source." + slot);
    weight.setName("mumu.weight." + slot);
    crop.setName("mumu.crop." + slot);
    bind.setName("mumu.bind." + slot);
    problem.setName("mumu.problem." + slot);
    name.putClientProperty(Em.BOLD, true);
    source.getAccessibleContext().setAccessibleName("Source of " + slot);
    weight.getAccessibleContext().setAccessibleName("Weight of " + slot);
    crop.getAccessibleContext().setAccessibleName("Cut of " + slot);
    bind.getAccessibleContext().setAccessibleName("Bind the selection to " + slot);
    thumbnail.getAccessibleContext().setAccessibleName("What the model sees of " + slot);
    source.setToolTipText(
        "<html>Where the images come from: a ROI's name, #3, Title:ROI, Title, a file;<br>"
            + "several joined by +. Blank: the region called like the slot.</html>");
    weight.setToolTipText("How strongly the images count: 0 to 2, 1 is neutral");
    crop.setToolTipText(
        "<html>auto: as the region's shape says<br>mask: cut out its shape<br>"
            + "box: keep its whole box</html>");
    String shortcut = number <= MOST_MNEMONICS ? " (Alt+" + number + ")" : "";
    if (number <= MOST_MNEMONICS) {
      bind.setMnemonic('0' + number);
    }
    bind.setToolTipText("Binds the selection of the active image to {" + slot + "}" + shortcut);
  }

  private void arrange() {
    setBorder(BorderFactory.createEmptyBorder(em.px(0.5), em.px(0.8), em.px(0.5), 0));
    Cells cells = new Cells(this, em);
    cells.add(thumbnail, 0, 0).tall(3).gap(0, 0.2, 0, 0.8).top();
    cells.add(name, 1, 0).wide(1);
    cells.add(origin, 2, 0).wide(3).grow().gap(0, 0.5, 0, 0.5);
    cells.add(bind, 5, 0).right();
    cells.add(source, 1, 1).wide(5).grow().gap(0.3, 0, 0.3, 0);
    JPanel details = new JPanel(new GridBagLayout());
    details.setOpaque(false);
    Cells inner = new Cells(details, em);
    inner.add(label("Weight", weight), 0, 0).gap(0, 0, 0, 0.4);
    inner.add(weight, 1, 0).gap(0, 0, 0, 1);
    inner.add(label("Cut", crop), 2, 0).gap(0, 0, 0, 0.4);
    inner.add(crop, 3, 0);
    inner.add(new JLabel(), 4, 0).grow();
    cells.add(details, 1, 2).wide(5).grow();
    cells.add(problem, 1, 3).wide(5).grow().gap(0.3, 0, 0, 0);
  }

  /**
   * NB: without a least width, but with its height, else it vanishes where there is little room.
   */
  private static final class Cuttable extends JLabel {
    private static final long serialVersionUID = 1;

    @Override
    public Dimension getMinimumSize() {
      return new Dimension(0, getPreferredSize().height);
    }
  }

  private static JLabel label(String text, java.awt.Component of) {
    JLabel label = new JLabel(text);
    label.setLabelFor(of);
    return label;
  }

  private void listen() {
    FileDrop drop = new FileDrop(paths -> form.setFiles(row.slot(), paths));
    setTransferHandler(drop);
    source.setTransferHandler(drop);
    source.addActionListener(event -> form.setSource(row.slot(), source.getText()));
    source.addFocusListener(
        new FocusAdapter() {
          @Override
          public void focusLost(FocusEvent event) {
            form.setSource(row.slot(), source.getText());
          }
        });
    bind.addActionListener(event -> form.bind(row.slot()));
    weight.addChangeListener(event -> edit(() -> form.setWeight(row.slot(), weighed())));
    crop.addActionListener(event -> edit(() -> form.setCrop(row.slot(), cut())));
  }

  /** NB: filling the fields in is no edit. */
  private void edit(Runnable change) {
    if (!showing) {
      change.run();
    }
  }

  private double weighed() {
    return Math.round(((Number) weight.getValue()).doubleValue() * 100) / 100.0;
  }

  private CropMode cut() {
    return CropMode.values()[crop.getSelectedIndex()];
  }

  /** Fills the fields in; what somebody is typing stays. */
  void show(SlotRow now) {
    boolean written = !now.binding().text().equals(row.binding().text());
    row = now;
    showing = true;
    name.setText(now.slot());
    origin.setText(now.origin());
    origin.setToolTipText(now.origin());
    if (!source.isFocusOwner() || written) {
      source.setText(now.binding().text());
    }
    source.setHint(now.isBound() ? "by its name" : "name, #3, Title:name or file");
    weight.setValue(now.binding().weight());
    crop.setSelectedIndex(now.binding().crop().ordinal());
    weight.setEnabled(now.isBound());
    crop.setEnabled(now.isBound());
    thumbnail.setFrame(color());
    thumbnail.show(now.sight().images().stream().map(seen -> seen.picture()).toList());
    thumbnail.setToolTipText(
        now.isBound() ? "<html>What the model sees<br>" + rules(now) + "</html>" : null);
    problem.setText(now.problem().orElse(""));
    problem.setVisible(now.problem().isPresent());
    showing = false;
    repaint();
  }

  private static String rules(SlotRow row) {
    return String.join("<br>", row.sight().images().stream().map(seen -> seen.rule()).toList());
  }

  private Color color() {
    return new Color(row.rgb());
  }

  @Override
  protected void paintComponent(Graphics graphics) {
    Color background = getBackground();
    origin.setForeground(Tint.faint(name.getForeground(), background));
    problem.setForeground(Tint.problem(background));
    super.paintComponent(graphics);
    graphics.setColor(color());
    graphics.fillRect(0, em.px(0.5), em.px(BAR_EMS), getHeight() - em.px(1));
  }
}
