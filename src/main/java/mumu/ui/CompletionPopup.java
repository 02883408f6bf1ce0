package mumu.ui;

import java.awt.BorderLayout;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.List;
import java.util.function.Consumer;
import javax.swing.JComponent;
import javax.swing.JList;
import javax.swing.JPopupMenu;
import javax.swing.JScrollPane;
import javax.swing.ListSelectionModel;

/** Names to choose from below the caret; the keyboard stays with the text field. */
final class CompletionPopup {
  private static final int MOST_ROWS = 8;

  private final JPopupMenu menu = new JPopupMenu();
  private final JList<String> list = new JList<>();

  /**
   * @param chosen told the name that was clicked on
   */
  CompletionPopup(Consumer<String> chosen) {
    list.setName("mumu.completion");
    list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
    list.setFocusable(false);
    list.addMouseListener(
        new MouseAdapter() {
          @Override
          public void mouseClicked(MouseEvent event) {
            int row = list.locationToIndex(event.getPoint());
            if (row >= 0) {
              chosen.accept(list.getModel().getElementAt(row));
            }
          }
        });
    JScrollPane scroll = new JScrollPane(list);
    scroll.setBorder(null);
    menu.setFocusable(false);
    menu.setLayout(new BorderLayout());
    menu.add(scroll);
  }

  boolean isOpen() {
    return menu.isVisible();
  }

  void open(JComponent field, List<String> names, int x, int y) {
    list.setListData(names.toArray(String[]::new));
    list.setVisibleRowCount(Math.min(MOST_ROWS, names.size()));
    list.setSelectedIndex(0);
    list.setFont(field.getFont());
    menu.show(field, x, y);
    menu.pack();
  }

  void close() {
    menu.setVisible(false);
  }

  void move(int rows) {
    int count = list.getModel().getSize();
    int row = Math.floorMod(list.getSelectedIndex() + rows, count);
    list.setSelectedIndex(row);
    list.ensureIndexIsVisible(row);
  }

  String selected() {
    return list.getSelectedValue();
  }
}
