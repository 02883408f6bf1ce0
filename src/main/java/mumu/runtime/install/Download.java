package mumu.runtime.install;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** Fetches pieces of files from a repository over HTTP. */
final class Download {
  private static final int POLL_MILLISECONDS = 20;
  private static final Duration CONNECT = Duration.ofSeconds(20);
  private static final int MOST_REDIRECTS = 5;

  private final Repository repository;
  private final Disk disk;
  private final Duration patience;
  private final HttpClient client;

  /**
   * @param patience how long a server may send nothing
   */
  Download(Repository repository, Disk disk, Duration patience) {
    this.repository = repository;
    this.disk = disk;
    this.patience = patience;
    HttpClient.Builder builder =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT);
    // NB: no redirects of its own: those would take the account along to other servers
    builder.followRedirects(HttpClient.Redirect.NEVER);
    repository
        .proxy()
        .ifPresentOrElse(
            it -> builder.proxy(ProxySelector.of(new InetSocketAddress(it.host(), it.port()))),
            () -> builder.proxy(ProxySelector.getDefault()));
    this.client = builder.build();
  }

  /**
   * Appends the piece to a file; what has arrived before a failure stays there.
   *
   * @param watch told often how many bytes of the piece are there; may throw to cancel
   * @throws IOException naming the address when it cannot be had
   */
  void append(Range range, Path file, LongConsumer watch) throws IOException {
    URI address = repository.base().resolve(range.path());
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpResponse<Long> answer = ask(address, range, file, watch);
      int status = answer.statusCode();
      if (status == 206 || status == 200) {
        check(answer, range);
        return;
      }
      if (status < 300 || status > 399 || answer.headers().firstValue("Location").isEmpty()) {
        throw new AnswerException(Answers.refusal(status, address, repository));
      }
      address = Answers.redirect(address, answer.headers().firstValue("Location").get());
    }
    throw new AnswerException(
        address + " redirects in a circle. Name another repository with repository=[…].");
  }

  /** The server's or the user's fault: trying again is of no use. */
  static final class AnswerException extends IOException {
    private static final long serialVersionUID = 1;

    AnswerException(String message) {
      super(message);
    }
  }

  private HttpResponse<Long> ask(URI address, Range range, Path file, LongConsumer watch)
      throws IOException {
    AtomicLong arrived = new AtomicLong();
    try (WritableByteChannel target = disk.append(file)) {
      HttpResponse.BodyHandler<Long> handler =
          info -> subscriber(info, range, target, arrived::addAndGet);
      CompletableFuture<HttpResponse<Long>> answer =
          client.sendAsync(request(address, range), handler);
      try {
        return await(answer, arrived, watch);
      } finally {
        answer.cancel(true);
      }
    } catch (PieceSubscriber.WriteException | AnswerException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(address + " broke off: " + Answers.reason(e), e);
    }
  }

  private HttpRequest request(URI address, Range range) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(address)
            .header("Range", range.header())
            .header("User-Agent", "MUMU-for-ImageJ");
    if (Answers.isSameServer(address, repository.base())) {
      repository.account().ifPresent(it -> builder.header("Authorization", it.header()));
    }
    repository
        .proxy()
        .flatMap(Repository.Proxy::account)
        .ifPresent(it -> builder.header("Proxy-Authorization", it.header()));
    return builder.build();
  }

  private static BodySubscriber<Long> subscriber(
      HttpResponse.ResponseInfo info, Range range, WritableByteChannel target, LongConsumer done) {
    boolean piece = info.statusCode() == 206 && Answers.fits(info.headers(), range);
    boolean whole = info.statusCode() == 200 && Answers.isWhole(info.headers(), range);
    return piece || whole
        ? new PieceSubscriber(target, whole ? range.from() : 0, range.bytes(), done)
        : BodySubscribers.replacing(0L);
  }

  private static void check(HttpResponse<Long> answer, Range range) throws IOException {
    boolean fits =
        answer.statusCode() == 206
            ? Answers.fits(answer.headers(), range)
            : Answers.isWhole(answer.headers(), range);
    if (!fits) {
      throw new AnswerException(Answers.otherFile(answer.uri(), answer.headers(), range));
    }
    if (answer.body() < range.bytes()) {
      throw new IOException(
          "%s broke off: expected %d bytes, %d came"
              .formatted(answer.uri(), range.bytes(), answer.body()));
    }
  }

  /**
   * NB: the thread that waits looks at the watch, so that a cancel does not wait for the server.
   */
  private HttpResponse<Long> await(
      CompletableFuture<HttpResponse<Long>> answer, AtomicLong arrived, LongConsumer watch)
      throws IOException {
    long last = -1;
    long since = System.nanoTime();
    while (true) {
      try {
        return answer.get(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        watch.accept(arrived.get());
        if (arrived.get() != last) {
          last = arrived.get();
          since = System.nanoTime();
        } else if (System.nanoTime() - since > patience.toNanos()) {
          throw new IOException("nothing came for " + patience.toSeconds() + " s", e);
        }
      } catch (ExecutionException e) {
        throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException("interrupted while CUDA was fetched");
      }
    }
  }
}
