package mumu.ui;

import java.awt.Color;
import java.awt.EventQueue;
import java.awt.KeyboardFocusManager;
import java.awt.event.ActionEvent;
import java.awt.geom.Rectangle2D;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.swing.AbstractAction;
import javax.swing.JTextArea;
import javax.swing.KeyStroke;
import javax.swing.event.CaretEvent;
import javax.swing.event.DocumentEvent;
import javax.swing.event.DocumentListener;
import javax.swing.text.BadLocationException;
import mumu.request.Prompt;
import mumu.ui.form.Completion;
import mumu.ui.form.PromptSpans;

/** The sentence, with its slots in their colours and names to complete inside braces. */
final class PromptField extends JTextArea {
  private static final long serialVersionUID = 1;
  private static final int ROWS = 3;
  private static final int COLUMNS = 24;
  private static final String COMPLETE = "mumu.complete";

  private final transient Supplier<List<String>> names;
  private final transient CompletionPopup popup = new CompletionPopup(this::accept);
  private transient Map<String, Color> colors = Map.of();

  /**
   * @param names what there is to point at, asked whenever a slot is typed
   */
  PromptField(Supplier<List<String>> names, Runnable edited) {
    super(ROWS, COLUMNS);
    this.names = names;
    setName("mumu.prompt");
    setLineWrap(true);
    setWrapStyleWord(true);
    getAccessibleContext().setAccessibleName("Prompt");
    // NB: Tab goes on to the next field, as everywhere else; a sentence needs none.
    setFocusTraversalKeys(KeyboardFocusManager.FORWARD_TRAVERSAL_KEYS, null);
    setFocusTraversalKeys(KeyboardFocusManager.BACKWARD_TRAVERSAL_KEYS, null);
    getDocument().addDocumentListener(new Edits(edited));
    addCaretListener(this::moved);
    bindKeys();
  }

  /**
   * @param byName colour of each slot by {@link Prompt#matchKey}
   */
  void setColors(Map<String, Color> byName) {
    colors = Map.copyOf(byName);
    paintSlots();
  }

  /** Takes a sentence over without moving the caret of somebody who types it. */
  void show(String text) {
    if (!getText().equals(text)) {
      setText(text);
    }
  }

  private void paintSlots() {
    getHighlighter().removeAllHighlights();
    for (PromptSpans.Span span : PromptSpans.of(getText())) {
      Color color = colors.get(Prompt.matchKey(span.name()));
      if (color != null && span.closed()) {
        mark(span, color);
      }
    }
  }

  private void mark(PromptSpans.Span span, Color color) {
    try {
      getHighlighter().addHighlight(span.start(), span.end(), new SlotPainter(color));
    } catch (BadLocationException e) {
      throw new IllegalStateException("a slot outside of its own sentence", e);
    }
  }

  private void bindKeys() {
    key("DOWN", () -> popup.move(1));
    key("UP", () -> popup.move(-1));
    key("ENTER", () -> accept(popup.selected()));
    key("TAB", () -> accept(popup.selected()));
    key("ESCAPE", popup::close);
    getInputMap().put(KeyStroke.getKeyStroke("ctrl SPACE"), COMPLETE);
    getActionMap().put(COMPLETE, Actions.of(this::complete));
  }

  /** A key that belongs to the popup while it is open, and else means what it always means. */
  private void key(String stroke, Runnable whenOpen) {
    KeyStroke key = KeyStroke.getKeyStroke(stroke);
    Object usual = getInputMap().get(key);
    String name = "mumu." + stroke;
    getInputMap().put(key, name);
    getActionMap()
        .put(
            name,
            new AbstractAction() {
              private static final long serialVersionUID = 1;

              @Override
              public void actionPerformed(ActionEvent event) {
                if (popup.isOpen()) {
                  whenOpen.run();
                } else if (usual != null && getActionMap().get(usual) != null) {
                  getActionMap().get(usual).actionPerformed(event);
                }
              }

              @Override
              public boolean isEnabled() {
                // NB: a disabled action leaves the key to the window, such as Esc.
                return popup.isOpen() || usual != null;
              }
            });
  }

  private void moved(CaretEvent event) {
    if (popup.isOpen()) {
      complete();
    }
  }

  private void typed() {
    if (isFocusOwner()) {
      complete();
    }
  }

  private void complete() {
    Optional<Completion> completion = completion();
    try {
      Rectangle2D caret = modelToView2D(getCaretPosition());
      if (completion.isPresent() && isShowing() && caret != null) {
        popup.open(
            this, completion.get().proposals(), (int) caret.getX(), (int) caret.getMaxY() + 1);
      } else {
        popup.close();
      }
    } catch (BadLocationException e) {
      popup.close(); // the text has just become shorter
    }
  }

  private Optional<Completion> completion() {
    return Completion.at(getText(), getCaretPosition(), names.get());
  }

  private void accept(String name) {
    popup.close();
    completion()
        .ifPresent(
            completion -> {
              Completion.Edited edited = completion.accept(getText(), name);
              // NB: only the part between the braces, so that Undo and the caret stay sensible.
              replaceRange(
                  edited
                      .text()
                      .substring(
                          completion.start(),
                          edited.text().length() - (getText().length() - completion.end())),
                  completion.start(),
                  completion.end());
              setCaretPosition(Math.min(edited.caret(), getText().length()));
              popup.close();
            });
  }

  /** Tells about edits, after which slots are elsewhere. */
  private final class Edits implements DocumentListener {
    private final Runnable edited;

    Edits(Runnable edited) {
      this.edited = edited;
    }

    @Override
    public void insertUpdate(DocumentEvent event) {
      changed();
      // NB: the caret follows after the document has changed.
      EventQueue.invokeLater(PromptField.this::typed);
    }

    @Override
    public void removeUpdate(DocumentEvent event) {
      changed();
    }

    @Override
    public void changedUpdate(DocumentEvent event) {}

    private void changed() {
      edited.run();
      paintSlots();
    }
  }
}
