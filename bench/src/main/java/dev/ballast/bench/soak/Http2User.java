package dev.ballast.bench.soak;

import dev.ballast.kernel.RandomStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Asks over HTTP/2 and TLS with the JDK's client, one request after the other on a connection that
 * others use at the same time. Has a thread of its own.
 */
final class Http2User implements Runnable {
  private final Users users;
  private final HttpClient client;
  private final int port;
  private final RandomStream random;

  /** A user who has not asked yet, at the gateway's port for TLS. */
  Http2User(Users users, HttpClient client, int port, RandomStream random) {
    this.users = users;
    this.client = client;
    this.port = port;
    this.random = random;
  }

  /** An answer as far as it has come. */
  private static final class Answer {
    private final Content.Check body;
    private HttpResponse.@Nullable ResponseInfo head;

    Answer(Ask ask) {
      body = ask.answer().check();
    }

    HttpResponse.BodyHandler<Void> handler() {
      HttpResponse.BodyHandler<Void> taker =
          BodyHandlers.ofByteArrayConsumer(
              part -> part.ifPresent(bytes -> body.take(bytes, 0, bytes.length)));
      return info -> {
        head = info;
        return taker.apply(info);
      };
    }

    Outcome outcome(boolean isComplete, String otherwise) {
      HttpResponse.ResponseInfo begun = head;
      return begun == null
          ? new Outcome.Unanswered(otherwise)
          : Outcome.of(
              begun.statusCode(),
              Outcome.why(field(begun, "x-ballast-refused"), field(begun, "x-ballast-cause")),
              Outcome.why(field(begun, "x-ballast-failed"), field(begun, "x-ballast-cause")),
              body,
              isComplete);
    }
  }

  private static String field(HttpResponse.ResponseInfo head, String name) {
    return head.headers().firstValue(name).orElse("");
  }

  @Override
  public void run() {
    while (users.goOn()) {
      Ask ask = users.next(Kind.next(random));
      long began = System.nanoTime();
      Outcome outcome = outcome(ask);
      users.tally().ended(ask, outcome, began, System.nanoTime());
    }
  }

  private Outcome outcome(Ask ask) {
    byte[] sent = ask.sent().bytes();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + ask.path()))
            .method(
                ask.kind().method(),
                sent.length == 0
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofByteArray(sent))
            .timeout(Duration.ofMillis(Users.PATIENCE_MILLIS))
            .version(HttpClient.Version.HTTP_2)
            .build();
    Answer answer = new Answer(ask);
    try {
      HttpResponse<Void> whole = client.send(request, answer.handler());
      return whole.version() == HttpClient.Version.HTTP_2
          ? answer.outcome(true, "")
          : new Outcome.Wrong("an answer over " + whole.version());
    } catch (IOException e) {
      return answer.outcome(false, e.toString());
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }
}
