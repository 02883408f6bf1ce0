package mumu.ui;

import java.awt.Component;
import java.awt.Container;
import java.awt.GridBagConstraints;
import java.awt.GridBagLayout;

/** Puts components into the cells of a grid, one call per wish. */
final class Cells {
  private final Container container;
  private final Em em;
  private Component last;
  private GridBagConstraints wishes;

  /**
   * @param container with a {@link GridBagLayout}
   */
  Cells(Container container, Em em) {
    this.container = container;
    this.em = em;
  }

  Cells add(Component component, int column, int row) {
    last = component;
    wishes = new GridBagConstraints();
    wishes.gridx = column;
    wishes.gridy = row;
    wishes.anchor = GridBagConstraints.BASELINE_LEADING;
    container.add(component, wishes);
    return this;
  }

  Cells wide(int columns) {
    wishes.gridwidth = columns;
    return set();
  }

  Cells tall(int rows) {
    wishes.gridheight = rows;
    return set();
  }

  /** Takes the width that is left. */
  Cells grow() {
    wishes.weightx = 1;
    wishes.fill = GridBagConstraints.HORIZONTAL;
    return set();
  }

  /** Takes the height that is left, too. */
  Cells growBoth() {
    wishes.weighty = 1;
    wishes.weightx = 1;
    wishes.fill = GridBagConstraints.BOTH;
    return set();
  }

  Cells right() {
    wishes.anchor = GridBagConstraints.BASELINE_TRAILING;
    return set();
  }

  Cells top() {
    wishes.anchor = GridBagConstraints.NORTHWEST;
    return set();
  }

  /** In font heights. */
  Cells gap(double top, double left, double bottom, double right) {
    wishes.insets = em.insets(top, left, bottom, right);
    return set();
  }

  private Cells set() {
    ((GridBagLayout) container.getLayout()).setConstraints(last, wishes);
    return this;
  }
}
