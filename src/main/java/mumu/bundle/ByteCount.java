package mumu.bundle;

import java.util.Collection;

/** Sizes of files. */
final class ByteCount {
  private ByteCount() {}

  /** NB: sizes are what a manifest or zip claims, so their sum may be more than a long holds. */
  static long sum(Collection<Long> sizes) {
    long sum = 0;
    for (long size : sizes) {
      sum = size < 0 || size > Long.MAX_VALUE - sum ? Long.MAX_VALUE : sum + size;
    }
    return sum;
  }
}
