package mumu.runtime.install;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.nio.channels.UnresolvedAddressException;

/** Reads what a server answers, and says what is wrong with it. */
final class Answers {
  private Answers() {}

  /** Whether a partial answer is the piece, of a file as long as expected. */
  static boolean fits(HttpHeaders headers, Range range) {
    String expected = "bytes " + range.from() + "-" + (range.to() - 1) + "/" + range.totalBytes();
    return headers
        .firstValue("Content-Range")
        .map(it -> it.strip().replaceAll("(?i)^bytes\\s+", "bytes "))
        .filter(it -> it.equals(expected) || it.equals(expected.replaceFirst("/.*", "/*")))
        .isPresent();
  }

  /** Whether an answer of the whole file is as long as expected, or does not say. */
  static boolean isWhole(HttpHeaders headers, Range range) {
    return headers
        .firstValue("Content-Length")
        .orElse("" + range.totalBytes())
        .equals("" + range.totalBytes());
  }

  static String otherFile(URI address, HttpHeaders headers, Range range) {
    String found =
        headers
            .firstValue("Content-Range")
            .or(() -> headers.firstValue("Content-Length"))
            .orElse("none");
    return "%s is another file than expected: expected %s of %d bytes, found %s. Name another repository with repository=[…]."
        .formatted(address, range.header(), range.totalBytes(), found);
  }

  static String refusal(int status, URI address, Repository repository) {
    String todo =
        switch (status) {
          case 401, 403 ->
              "The repository wants an account, or does not let you in: put it into Maven's settings.xml as a server, or name another repository with repository=[…].";
          case 404, 410 ->
              "The repository does not have this file: name another one with repository=[…].";
          case 407 ->
              "The proxy wants an account: put it into Maven's settings.xml and start Java with -Djdk.http.auth.tunneling.disabledSchemes=\"\".";
          default -> "Try again later, or name another repository with repository=[…].";
        };
    return "%s answered %d (%s). %s".formatted(address, status, repository.origin(), todo);
  }

  /**
   * @throws Download.AnswerException when it leads away from an encrypted connection
   */
  static URI redirect(URI from, String location) throws Download.AnswerException {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new Download.AnswerException(from + " redirects to no address: " + location);
    }
    String scheme = String.valueOf(to.getScheme());
    if (!scheme.equals("https") && !scheme.equals(from.getScheme()) || to.getHost() == null) {
      throw new Download.AnswerException(
          from
              + " redirects to "
              + to
              + ", which is not followed. Name another repository with repository=[…].");
    }
    return to;
  }

  static boolean isSameServer(URI address, URI base) {
    return address.getScheme().equals(base.getScheme())
        && address.getHost().equals(base.getHost())
        && address.getPort() == base.getPort();
  }

  /** NB: these say only their class's name. */
  static String reason(IOException e) {
    Throwable cause = e;
    while (cause.getCause() != null && cause.getMessage() == null) {
      cause = cause.getCause();
    }
    if (e instanceof ConnectException
        || cause instanceof UnresolvedAddressException
        || cause instanceof UnknownHostException) {
      return "the server cannot be reached; check the network, or the proxy in Maven's settings.xml";
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
