package mumu.ui.form;

import java.util.ArrayList;
import java.util.List;

/** What was made since the start, the oldest first; the very old is forgotten. */
final class History {
  private static final int MOST_REMEMBERED = 60;

  private final List<HistoryEntry> entries = new ArrayList<>();
  private int made;

  void add(Desk.Made result) {
    if (entries.size() == MOST_REMEMBERED) {
      entries.remove(0);
    }
    made++;
    entries.add(new HistoryEntry(made, result.first(), result.request()));
  }

  List<HistoryEntry> entries() {
    return List.copyOf(entries);
  }
}
