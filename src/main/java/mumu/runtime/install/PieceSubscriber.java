package mumu.runtime.install;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.LongConsumer;

/** Writes a piece of what a server sends: passes over some bytes, then takes so many. */
final class PieceSubscriber implements BodySubscriber<Long> {
  private final WritableByteChannel target;
  private final LongConsumer written;
  private final CompletableFuture<Long> body = new CompletableFuture<>();
  private final long wanted;
  private long toSkip;
  private long taken;
  private Flow.Subscription subscription;

  /**
   * @param skip bytes that come before the piece
   * @param written told how many bytes have been written
   */
  PieceSubscriber(WritableByteChannel target, long skip, long wanted, LongConsumer written) {
    this.target = target;
    this.toSkip = skip;
    this.wanted = wanted;
    this.written = written;
  }

  @Override
  public CompletionStage<Long> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription = given;
    subscription.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    try {
      for (ByteBuffer buffer : buffers) {
        take(buffer);
      }
    } catch (IOException e) {
      subscription.cancel();
      body.completeExceptionally(new WriteException(e));
    }
    if (taken == wanted) {
      subscription.cancel(); // NB: a server that knows no ranges would send the rest, too
      body.complete(taken);
    }
  }

  private void take(ByteBuffer buffer) throws IOException {
    int skipped = (int) Math.min(toSkip, buffer.remaining());
    toSkip -= skipped;
    buffer.position(buffer.position() + skipped);
    buffer.limit((int) Math.min(buffer.limit(), buffer.position() + wanted - taken));
    while (buffer.hasRemaining()) {
      int count = target.write(buffer);
      taken += count;
      written.accept(count);
    }
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(taken);
  }

  /** The disk's fault, not the network's: trying again is of no use. */
  static final class WriteException extends IOException {
    private static final long serialVersionUID = 1;

    WriteException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }
}
