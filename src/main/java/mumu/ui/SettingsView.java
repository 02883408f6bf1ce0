package mumu.ui;

import java.awt.Component;
import java.awt.GridBagLayout;
import java.awt.event.FocusAdapter;
import java.awt.event.FocusEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.swing.JComboBox;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JToggleButton;
import mumu.command.Choices;
import mumu.request.Settings;
import mumu.ui.form.PanelForm;

/** Model, numbers, and behind a button what is seldom changed. */
final class SettingsView extends JPanel {
  private static final long serialVersionUID = 1;
  private static final int NUMBER_COLUMNS = 4;

  private final transient PanelForm form;
  private final transient Em em;
  private final transient Choices choices;
  private final Map<String, HintField> fields = new LinkedHashMap<>();
  private final Map<String, JComboBox<String>> lists = new LinkedHashMap<>();
  private final JPanel seldom = new JPanel(new GridBagLayout());
  private final JToggleButton more = new JToggleButton("More");
  private final Map<String, String> shown = new HashMap<>();
  private boolean showing;

  SettingsView(PanelForm form, Em em, Choices choices) {
    super(new GridBagLayout());
    this.form = form;
    this.em = em;
    this.choices = choices;
    arrange();
    refresh();
  }

  private void arrange() {
    Cells cells = new Cells(this, em);
    JPanel first = new JPanel(new GridBagLayout());
    Cells top = new Cells(first, em);
    top.add(label("Model", 'M', list("model", choices.models())), 0, 0).gap(0, 0, 0, 0.5);
    top.add(lists.get("model"), 1, 0).grow();
    top.add(more, 2, 0).gap(0, 0.5, 0, 0);
    cells.add(first, 0, 0).grow();
    JPanel numbers = new JPanel(new GridBagLayout());
    Cells inner = new Cells(numbers, em);
    number(inner, "steps", 'T', 0);
    number(inner, "guidance", 'U', 1);
    number(inner, "seed", 'S', 2);
    number(inner, "count", 'C', 3);
    cells.add(numbers, 0, 1).grow().gap(0.5, 0, 0, 0);
    arrangeSeldom();
    cells.add(seldom, 0, 2).grow().gap(0.5, 0, 0, 0);
    seldom.setVisible(false);
    more.setName("mumu.more");
    more.setMnemonic('O');
    more.setToolTipText(
        "Size, scheduler, device, negative prompt, starting image, variety, fine-tunes");
    more.addActionListener(event -> unfold());
  }

  private void unfold() {
    seldom.setVisible(more.isSelected());
    revalidate();
  }

  private void number(Cells cells, String key, char mnemonic, int column) {
    HintField field = field(key, NUMBER_COLUMNS);
    double gap = column == 0 ? 0 : 0.5;
    cells.add(label(title(key), mnemonic, field), column, 0).gap(0, gap, 0.15, 0);
    cells.add(field, column, 1).grow().gap(0, gap, 0, 0);
  }

  private void arrangeSeldom() {
    Cells cells = new Cells(seldom, em);
    pair(cells, 0, row("width", 'W', field("width", NUMBER_COLUMNS)));
    pair(cells, 0, 2, row("height", 'E', field("height", NUMBER_COLUMNS)));
    pair(cells, 1, row("scheduler", 'R', list("scheduler", choices.schedulers())));
    pair(cells, 1, 2, row("device", 'D', list("device", List.of("auto", "cpu", "cuda"))));
    wide(cells, 2, row("negative", 'N', field("negative", 0)));
    wide(cells, 3, row("init", 'I', field("init", 0)));
    pair(cells, 4, row("strength", 'A', field("strength", NUMBER_COLUMNS)));
    pair(cells, 4, 2, row("variety", 'V', field("variety", NUMBER_COLUMNS)));
    wide(cells, 5, row("finetune", 'F', field("finetune", 0)));
  }

  private record Row(JLabel label, Component field) {}

  private static Row row(String key, char mnemonic, Component field) {
    return new Row(label(title(key), mnemonic, field), field);
  }

  private static void pair(Cells cells, int row, Row pair) {
    pair(cells, row, 0, pair);
  }

  private static void pair(Cells cells, int row, int column, Row pair) {
    cells.add(pair.label(), column, row).gap(0.15, column == 0 ? 0 : 0.7, 0.15, 0.5);
    cells.add(pair.field(), column + 1, row).grow().gap(0.15, 0, 0.15, 0);
  }

  private static void wide(Cells cells, int row, Row pair) {
    cells.add(pair.label(), 0, row).gap(0.15, 0, 0.15, 0.5);
    cells.add(pair.field(), 1, row).wide(3).grow().gap(0.15, 0, 0.15, 0);
  }

  private HintField field(String key, int columns) {
    HintField field = new HintField(columns);
    field.setName("mumu." + key);
    field.getAccessibleContext().setAccessibleName(title(key));
    field.setToolTipText(explained(key));
    field.addActionListener(event -> form.setSetting(key, field.getText()));
    field.addFocusListener(
        new FocusAdapter() {
          @Override
          public void focusLost(FocusEvent event) {
            form.setSetting(key, field.getText());
          }
        });
    fields.put(key, field);
    return field;
  }

  private JComboBox<String> list(String key, List<String> offered) {
    JComboBox<String> list = new JComboBox<>(offered.toArray(String[]::new));
    list.setName("mumu." + key);
    list.getAccessibleContext().setAccessibleName(title(key));
    list.setToolTipText(explained(key));
    list.addActionListener(
        event -> {
          if (!showing) {
            form.setSetting(key, (String) list.getSelectedItem());
          }
        });
    lists.put(key, list);
    return list;
  }

  /** Takes over what is still being typed. */
  void commit() {
    fields.forEach((key, field) -> form.setSetting(key, field.getText()));
  }

  /** Fills the fields in. */
  void refresh() {
    showing = true;
    Map<String, String> defaults = choices.defaults().getOrDefault(model(), Map.of());
    fields.forEach(
        (key, field) -> {
          field.setHint(key.equals("seed") ? "new" : defaults.getOrDefault(key, ""));
          // NB: what is typed and not yet handed over stays until the form has something else.
          if (!form.setting(key).equals(shown.put(key, form.setting(key)))) {
            field.setText(form.setting(key));
          }
        });
    lists.forEach(this::select);
    showing = false;
  }

  private void select(String key, JComboBox<String> list) {
    String chosen = form.setting(key);
    List<String> known = new ArrayList<>();
    for (int i = 0; i < list.getItemCount(); i++) {
      known.add(list.getItemAt(i));
    }
    if (!chosen.isEmpty() && !known.contains(chosen)) {
      list.addItem(chosen); // a path, or a model that is gone
    }
    list.setSelectedItem(chosen.isEmpty() ? known.get(0) : chosen);
  }

  private String model() {
    return form.setting("model").isEmpty() ? Settings.DEFAULT_MODEL : form.setting("model");
  }

  private static JLabel label(String text, char mnemonic, Component of) {
    JLabel label = new JLabel(text);
    label.setDisplayedMnemonic(mnemonic);
    label.setLabelFor(of);
    return label;
  }

  private static String title(String key) {
    return switch (key) {
      case "init" -> "Start image";
      case "finetune" -> "Fine-tunes";
      default -> Character.toUpperCase(key.charAt(0)) + key.substring(1);
    };
  }

  private static String explained(String key) {
    return switch (key) {
      case "model" -> "An installed model; MUMU Models... imports more";
      case "steps" -> "How often the picture is improved; more take longer";
      case "guidance" -> "How closely the picture follows the prompt; at most 1 switches it off";
      case "seed" -> "The same seed gives the same picture; blank draws a new one each time";
      case "count" -> "Pictures to make; the seed grows by one from picture to picture";
      case "negative" -> "What the picture must not show";
      case "init" -> "An image to start from, as in a slot's source";
      case "strength" -> "How far the picture may leave the start image, 0 to 1";
      case "variety" -> "How far places, sizes and examples may differ from seed to seed, 0 to 1";
      case "finetune" -> "file@strength, several separated by ;";
      case "device" -> "auto takes the best there is; cuda never falls back";
      default -> title(key);
    };
  }
}
