package mumu.runtime.install;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
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

  static String otherFile(HttpResponse<?> answer, Range range, Repository repository) {
    HttpHeaders headers = answer.headers();
    String found =
        headers
            .firstValue("Content-Range")
            .or(() -> headers.firstValue("Content-Length"))
            .orElse("nothing about its length");
    return "%s is another file than expected: expected %s of %d bytes, found %s. You may %s."
        .formatted(
            answer.uri(), range.header(), range.totalBytes(), found, repository.source().other());
  }

  static String refusal(int status, URI address, Repository repository) {
    String other = repository.source().other();
    String todo =
        switch (status) {
          case 401, 403 ->
              "It wants an account, or does not let you in: put the account into Maven's"
                  + " settings.xml (pip's settings), or %s.";
          case 404, 410 -> "It does not have this file: %s.";
          case 407 ->
              "The proxy wants an account: put it into Maven's settings.xml and start Java with"
                  + " -Djdk.http.auth.tunneling.disabledSchemes=\"\"; or %s.";
          default -> "Try again later, or %s.";
        };
    return "%s answered %d (%s). %s"
        .formatted(address, status, repository.origin(), todo.formatted(other));
  }

  /**
   * @throws Download.AnswerException when it leads away from an encrypted connection
   */
  static URI redirect(URI from, String location, Repository repository)
      throws Download.AnswerException {
    String refusal =
        "%s redirects to '%s', which is not followed; %s."
            .formatted(from, location, repository.source().other());
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException e) {
      throw new Download.AnswerException(refusal);
    }
    String scheme = String.valueOf(to.getScheme());
    boolean kept = scheme.equals(from.getScheme()) || scheme.equals("https");
    if (!kept || to.getHost() == null) {
      throw new Download.AnswerException(refusal);
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
      return "the server cannot be reached; check the network, or the proxy in Maven's"
          + " settings.xml";
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }
}
