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
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
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
  private static final int WHOLE = 200;
  private static final int PARTIAL = 206;
  private static final int FIRST_REDIRECT = 300;
  private static final int LAST_REDIRECT = 399;

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

  /** Where a path of the repository lies. */
  URI address(String path) {
    return repository.base().resolve(path);
  }

  /**
   * Fetches a page.
   *
   * @throws IOException naming the address when it cannot be had
   */
  String text(URI address, Runnable watch) throws IOException {
    HttpResponse<byte[]> answer =
        follow(address, it -> send(request(it).build(), new AtomicLong(), done -> watch.run()));
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  private HttpResponse<byte[]> send(HttpRequest request, AtomicLong arrived, LongConsumer watch)
      throws IOException {
    return await(client.sendAsync(request, info -> BodySubscribers.ofByteArray()), arrived, watch);
  }

  /**
   * Appends the piece to a file; what has arrived before a failure stays there.
   *
   * @param watch told often how many bytes of the piece are there; may throw to cancel
   * @throws IOException naming the address when it cannot be had
   */
  void append(Range range, Path file, LongConsumer watch) throws IOException {
    check(follow(range.address(), address -> ask(address, range, file, watch)), range);
  }

  /** One request to an address. */
  private interface Request<T> {
    HttpResponse<T> to(URI address) throws IOException;
  }

  private <T> HttpResponse<T> follow(URI first, Request<T> request) throws IOException {
    URI address = first;
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      HttpResponse<T> answer = tryTo(request, address);
      int status = answer.statusCode();
      if (status == PARTIAL || status == WHOLE) {
        return answer;
      }
      Optional<String> location = answer.headers().firstValue("Location");
      if (status < FIRST_REDIRECT || status > LAST_REDIRECT || location.isEmpty()) {
        throw new AnswerException(Answers.refusal(status, address, repository));
      }
      address = Answers.redirect(address, location.get(), repository);
    }
    throw new AnswerException(
        "%s redirects in a circle; %s.".formatted(first, repository.source().other()));
  }

  private <T> HttpResponse<T> tryTo(Request<T> request, URI address) throws IOException {
    try {
      return request.to(address);
    } catch (PieceSubscriber.WriteException | AnswerException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException(address + " broke off: " + Answers.reason(e), e);
    }
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
      HttpRequest request = request(address).header("Range", range.header()).build();
      return await(client.sendAsync(request, handler), arrived, watch);
    }
  }

  private HttpRequest.Builder request(URI address) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(address).header("User-Agent", "MUMU-for-ImageJ");
    if (Answers.isSameServer(address, repository.base())) {
      repository.account().ifPresent(it -> builder.header("Authorization", it.header()));
    }
    repository
        .proxy()
        .flatMap(Repository.Proxy::account)
        .ifPresent(it -> builder.header("Proxy-Authorization", it.header()));
    return builder;
  }

  private static BodySubscriber<Long> subscriber(
      HttpResponse.ResponseInfo info, Range range, WritableByteChannel target, LongConsumer done) {
    boolean piece = info.statusCode() == PARTIAL && Answers.fits(info.headers(), range);
    boolean whole = info.statusCode() == WHOLE && Answers.isWhole(info.headers(), range);
    return piece || whole
        ? new PieceSubscriber(target, whole ? range.from() : 0, range.bytes(), done)
        : BodySubscribers.replacing(0L);
  }

  private void check(HttpResponse<Long> answer, Range range) throws IOException {
    boolean fits =
        answer.statusCode() == PARTIAL
            ? Answers.fits(answer.headers(), range)
            : Answers.isWhole(answer.headers(), range);
    if (!fits) {
      throw new AnswerException(Answers.otherFile(answer, range, repository));
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
  private <T> HttpResponse<T> await(
      CompletableFuture<HttpResponse<T>> answer, AtomicLong arrived, LongConsumer watch)
      throws IOException {
    try {
      return poll(answer, arrived, watch);
    } finally {
      answer.cancel(true);
    }
  }

  private <T> HttpResponse<T> poll(
      CompletableFuture<HttpResponse<T>> answer, AtomicLong arrived, LongConsumer watch)
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
