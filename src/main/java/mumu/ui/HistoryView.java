package mumu.ui;

import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.List;
import java.util.function.Consumer;
import javax.swing.BorderFactory;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.KeyStroke;
import javax.swing.ListCellRenderer;
import javax.swing.ListSelectionModel;
import javax.swing.ScrollPaneConstants;
import mumu.ui.form.HistoryEntry;

/** What was made since the start, the newest first; a click brings its request back. */
final class HistoryView extends JPanel {
  private static final long serialVersionUID = 1;
  private static final double CELL_EMS = 4.5;

  private final JList<HistoryEntry> list = new JList<>();
  private final transient Consumer<HistoryEntry> chosen;

  HistoryView(Em em, Consumer<HistoryEntry> chosen) {
    super(new BorderLayout(0, em.px(0.3)));
    this.chosen = chosen;
    JLabel label = new JLabel("History");
    label.setDisplayedMnemonic('H');
    label.setLabelFor(list);
    list.setName("mumu.history");
    list.getAccessibleContext().setAccessibleName("History");
    list.setLayoutOrientation(JList.HORIZONTAL_WRAP);
    list.setVisibleRowCount(1);
    list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
    list.setFixedCellWidth(em.px(CELL_EMS + 0.4));
    list.setFixedCellHeight(em.px(CELL_EMS + 0.4));
    list.setCellRenderer(new Cell(em));
    list.setToolTipText("A click brings the request back, seed included");
    listen();
    JScrollPane scroll = new JScrollPane(list);
    scroll.setVerticalScrollBarPolicy(ScrollPaneConstants.VERTICAL_SCROLLBAR_NEVER);
    int bar = scroll.getHorizontalScrollBar().getPreferredSize().height;
    scroll.setPreferredSize(new Dimension(em.px(10), em.px(CELL_EMS + 0.8) + bar));
    add(label, BorderLayout.NORTH);
    add(scroll);
  }

  private void listen() {
    list.addMouseListener(
        new MouseAdapter() {
          @Override
          public void mouseClicked(MouseEvent event) {
            choose();
          }
        });
    for (String key : List.of("ENTER", "SPACE")) {
      list.getInputMap().put(KeyStroke.getKeyStroke(key), "mumu.choose");
    }
    list.getActionMap().put("mumu.choose", Actions.of(this::choose));
  }

  private void choose() {
    if (list.getSelectedValue() != null) {
      chosen.accept(list.getSelectedValue());
    }
  }

  void show(List<HistoryEntry> entries) {
    java.util.ArrayList<HistoryEntry> newestFirst = new java.util.ArrayList<>(entries);
    java.util.Collections.reverse(newestFirst);
    list.setListData(newestFirst.toArray(HistoryEntry[]::new));
  }

  /** A picture in a frame that shows selection and focus. */
  private static final class Cell implements ListCellRenderer<HistoryEntry> {
    private final Em em;
    private final Thumbnail thumbnail;
    private final JPanel cell = new JPanel(new BorderLayout());

    Cell(Em em) {
      this.em = em;
      thumbnail = new Thumbnail(em.px(CELL_EMS));
      cell.add(thumbnail);
      cell.setBorder(em.space(0.2, 0.2));
    }

    @Override
    public Component getListCellRendererComponent(
        JList<? extends HistoryEntry> list,
        HistoryEntry entry,
        int index,
        boolean selected,
        boolean focused) {
      thumbnail.show(List.of(entry.picture()));
      cell.setBackground(selected ? list.getSelectionBackground() : list.getBackground());
      cell.setBorder(
          selected && focused
              ? BorderFactory.createLineBorder(list.getForeground(), em.px(0.2))
              : em.space(0.2, 0.2));
      cell.setToolTipText(entry.description());
      cell.getAccessibleContext().setAccessibleName(entry.description());
      return cell;
    }
  }
}
