package mumu.command;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import mumu.request.Prompt;

/**
 * How a model is told that a slot shows several things, e.g. {@code 3 {nucleus}}.
 *
 * @param words by how many they ask for, above 1
 */
record Numerals(NavigableMap<Integer, String> words) {
  Numerals {
    words = new TreeMap<>(words);
  }

  /** The words of a model: digits where it reads them, as they sort before letters. */
  static Numerals of(Map<String, Integer> numbers) {
    NavigableMap<Integer, String> words = new TreeMap<>();
    new TreeMap<>(numbers).forEach((word, value) -> words.putIfAbsent(value, word));
    words.remove(1); // NB: a thing alone has an article
    return new Numerals(words);
  }

  /**
   * Places of a slot that together show so many things: one, or more where there is no word for it.
   */
  List<String> places(int things, String slot) {
    String written = new Prompt.Slot(slot).written();
    List<String> places = new ArrayList<>();
    int left = things;
    while (left > 0) {
      Map.Entry<Integer, String> word = words.floorEntry(left);
      places.add(word == null ? Sentences.one(written) : word.getValue() + " " + written);
      left -= word == null ? 1 : word.getKey();
    }
    return places;
  }
}
