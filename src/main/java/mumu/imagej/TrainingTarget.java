package mumu.imagej;

import ij.ImagePlus;
import java.io.IOException;

/** Where the pictures of a training set go, with their labels; they are numbered from 1. */
public interface TrainingTarget extends AutoCloseable {
  /** Whether the picture is there already, whole and with its labels. */
  boolean has(int number);

  /**
   * Takes a picture with the outlines of its things.
   *
   * @throws IllegalArgumentException when it has none
   * @throws IOException naming the file that could not be written; the pictures before are whole
   */
  void add(int number, ImagePlus picture) throws IOException;

  /** How many pictures are there. */
  int size();

  /** Where they are, for messages. */
  String where();

  @Override
  void close() throws IOException;
}
