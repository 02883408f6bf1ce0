package mumu.runtime.install;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A repository and index on loopback, with the faults that real ones have. */
final class FakeServer implements AutoCloseable {
  enum Fault {
    NONE,
    CUT,
    NO_RANGES,
    DAMAGED,
    WRONG_LENGTH,
    MISSING,
    REDIRECT,
    CIRCLE,
    UNAUTHORIZED,
    SILENT
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, byte[]> files = new ConcurrentHashMap<>();
  private final Random random = new Random(7);
  final AtomicInteger requests = new AtomicInteger();
  volatile int cutsLeft;
  volatile Fault fault = Fault.NONE;
  volatile Optional<String> authorization = Optional.empty();

  FakeServer() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(threads);
    server.start();
  }

  void put(String path, byte[] bytes) {
    files.put(path, bytes);
  }

  URI address(String path) {
    return URI.create("http://localhost:" + server.getAddress().getPort() + path);
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String path = exchange.getRequestURI().getPath();
    authorization = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"));
    byte[] file = files.get(path.replaceFirst("^/moved", ""));
    boolean page = file != null && new String(file, StandardCharsets.UTF_8).startsWith("<html>");
    try (exchange) {
      switch (page ? Fault.NONE : fault) {
        case MISSING -> exchange.sendResponseHeaders(404, -1);
        case UNAUTHORIZED -> exchange.sendResponseHeaders(401, -1);
        case CIRCLE -> redirect(exchange, path);
        case REDIRECT -> {
          if (path.startsWith("/moved")) {
            send(exchange, file);
          } else {
            redirect(exchange, "/moved" + path);
          }
        }
        default -> {
          if (file == null) {
            exchange.sendResponseHeaders(404, -1);
          } else {
            send(exchange, file);
          }
        }
      }
    }
  }

  private static void redirect(HttpExchange exchange, String to) throws IOException {
    exchange.getResponseHeaders().set("Location", to);
    exchange.sendResponseHeaders(302, -1);
  }

  private void send(HttpExchange exchange, byte[] file) throws IOException {
    String range = exchange.getRequestHeaders().getFirst("Range");
    int from = 0;
    int to = file.length;
    boolean partial = range != null && fault != Fault.NO_RANGES;
    if (partial) {
      String[] ends = range.substring("bytes=".length()).split("-");
      from = Integer.parseInt(ends[0]);
      to = Integer.parseInt(ends[1]) + 1;
      int total = file.length + (fault == Fault.WRONG_LENGTH ? 1 : 0);
      exchange
          .getResponseHeaders()
          .set("Content-Range", "bytes " + from + "-" + (to - 1) + "/" + total);
    }
    exchange.sendResponseHeaders(partial ? 206 : 200, to - from);
    byte[] bytes = java.util.Arrays.copyOfRange(file, from, to);
    if (fault == Fault.DAMAGED && partial) {
      bytes[bytes.length / 2] ^= 1;
    }
    int count = bytes.length;
    if (fault == Fault.CUT && partial && cutsLeft > 0) {
      cutsLeft--;
      count = Math.min(bytes.length - 1, random.nextInt(400));
    }
    OutputStream body = exchange.getResponseBody();
    body.write(bytes, 0, count);
    body.flush();
    if (fault == Fault.SILENT) {
      pause();
    }
    if (count == bytes.length) {
      body.close();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(60_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0);
  }
}
