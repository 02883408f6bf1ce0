package mumu.runtime;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds out which files beside a graph hold weights of it, without reading those inside it (numbers
 * of fields as in onnx.proto3).
 */
final class ExternalWeights implements AutoCloseable {
  private static final int[] WAY = {GraphNode.MODEL_GRAPH, GraphNode.GRAPH_INITIALIZER};

  private static final int EIGHT = 1;
  private static final int LENGTH = 2;
  private static final int FOUR = 5;
  private static final int BUFFER_BYTES = 8192;
  private static final int LONGEST_VARINT = 10;
  private static final int LONGEST_ENTRY = 1 << 16;

  private final FileChannel channel;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES).limit(0);
  private final Set<String> locations = new TreeSet<>();
  private long bufferStart;
  private long position;

  private ExternalWeights(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * @return as written: relative to the graph's folder
   * @throws IOException when it cannot be read or is no graph
   */
  static Set<String> locations(Path graph) throws IOException {
    try (ExternalWeights weights = new ExternalWeights(FileChannel.open(graph))) {
      weights.search(0, weights.channel.size());
      return weights.locations;
    }
  }

  /** Looks through the fields of a message that ends at a place. */
  private void search(int depth, long end) throws IOException {
    while (position < end) {
      long key = varint();
      int number = (int) (key >>> 3);
      Optional<Long> length = skipped((int) (key & 7));
      long next = position + length.orElse(0L);
      if (next > end) {
        throw new IOException("the graph is cut off");
      }
      boolean message = (key & 7) == LENGTH;
      if (message && depth < WAY.length && number == WAY[depth]) {
        search(depth + 1, next);
      } else if (message && depth == WAY.length && number == GraphTensor.EXTERNAL) {
        GraphTensor.location(List.of(ProtoField.bytes(number, entry(length.get()))))
            .ifPresent(locations::add);
      }
      position = next;
    }
  }

  private ByteBuffer entry(long length) throws IOException {
    if (length > LONGEST_ENTRY) {
      throw new IOException("the graph says where a weight lies at too great length");
    }
    byte[] bytes = new byte[(int) length];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = next();
    }
    return ByteBuffer.wrap(bytes);
  }

  /** Bytes to skip; absent after a number, which is read. */
  private Optional<Long> skipped(int wire) throws IOException {
    return switch (wire) {
      case 0 -> {
        varint();
        yield Optional.empty();
      }
      case EIGHT -> Optional.of((long) Long.BYTES);
      case FOUR -> Optional.of((long) Integer.BYTES);
      case LENGTH -> {
        long length = varint();
        if (length < 0) {
          throw new IOException("the graph holds a part of negative length");
        }
        yield Optional.of(length);
      }
      default -> throw new IOException("a graph cannot hold fields of kind " + wire);
    };
  }

  private long varint() throws IOException {
    long value = 0;
    for (int i = 0; i < LONGEST_VARINT; i++) {
      byte part = next();
      value |= (long) (part & 0x7F) << 7 * i;
      if (part >= 0) {
        return value;
      }
    }
    throw new IOException("the graph holds a number that is too long");
  }

  private byte next() throws IOException {
    if (position < bufferStart || position >= bufferStart + buffer.limit()) {
      buffer.clear();
      bufferStart = position;
      int read = channel.read(buffer, position);
      buffer.limit(Math.max(0, read));
      if (read <= 0) {
        throw new IOException("the graph is cut off");
      }
    }
    return buffer.get((int) (position++ - bufferStart));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
