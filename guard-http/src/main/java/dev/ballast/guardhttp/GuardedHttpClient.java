package dev.ballast.guardhttp;

import dev.ballast.guard.CallDeadline;
import dev.ballast.guard.Guard;
import dev.ballast.guard.GuardBuilder;
import dev.ballast.kernel.Units;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * An {@link HttpClient} with a guard around every exchange. {@link HttpOutcomes} says what answers
 * mean; what may be repeated when nobody knows its effect follows from the method (RFC 9110,
 * 9.2.2): GET, HEAD, PUT, DELETE, OPTIONS and TRACE may, others with an {@code Idempotency-Key}
 * header or where the caller says so. Under a deadline each attempt tells the server how much time
 * is left, in {@code x-ballast-timeout-ms}, and ends with it by itself: with this client a {@code
 * deadline} does what a {@code timeout} does, without another thread.
 */
public final class GuardedHttpClient {
  /** The time left, in milliseconds with up to three decimals. */
  public static final String TIMEOUT_HEADER = "x-ballast-timeout-ms";

  /** Whoever sends it promises that repeating the request has no further effect. */
  public static final String IDEMPOTENCY_KEY = "idempotency-key";

  private final HttpClient client;
  private final Guard guard;
  private final @Nullable Boolean isIdempotent;

  private GuardedHttpClient(HttpClient client, Guard guard, @Nullable Boolean isIdempotent) {
    this.client = client;
    this.guard = guard;
    this.isIdempotent = isIdempotent;
  }

  /**
   * Puts a guard around a client.
   *
   * @param guard what it shall do; it gets the outcomes of HTTP, and each request says whether it
   *     is idempotent
   */
  public static GuardedHttpClient around(HttpClient client, GuardBuilder guard) {
    return new GuardedHttpClient(
        client, guard.outcomes(HttpOutcomes.STANDARD).idempotentByCall().build(), null);
  }

  /** The same client and guard for requests that may be repeated or not, whatever their method. */
  public GuardedHttpClient idempotent(boolean value) {
    return new GuardedHttpClient(client, guard, value);
  }

  /** The guard, for its state and listeners. */
  public Guard guard() {
    return guard;
  }

  /**
   * As {@link HttpClient#send}. An answer that counts as a failure is returned when nothing is left
   * to try.
   *
   * @throws dev.ballast.guard.GuardException when the guard itself ends the exchange
   */
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    try {
      return guardFor(request).call(() -> client.send(withTimeLeft(request), handler));
    } catch (IOException | InterruptedException | RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("a client that throws what it must not", e);
    }
  }

  /**
   * As {@link HttpClient#sendAsync}. Cancelling what is returned ends the exchange.
   *
   * @param scheduler where backoffs and timeouts wait
   */
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, ScheduledExecutorService scheduler) {
    return guardFor(request)
        .stage(() -> client.sendAsync(withTimeLeft(request), handler), scheduler);
  }

  private Guard guardFor(HttpRequest request) {
    return guard.idempotent(isIdempotent == null ? isIdempotent(request) : isIdempotent);
  }

  static boolean isIdempotent(HttpRequest request) {
    return switch (request.method()) {
      case "GET", "HEAD", "PUT", "DELETE", "OPTIONS", "TRACE" -> true;
      default -> request.headers().firstValue(IDEMPOTENCY_KEY).isPresent();
    };
  }

  private static HttpRequest withTimeLeft(HttpRequest request) {
    if (!CallDeadline.isSet()) {
      return request;
    }
    Duration left = CallDeadline.timeLeft();
    Duration patience =
        request.timeout().filter(own -> own.compareTo(left) < 0).orElse(atLeastSome(left));
    return HttpRequest.newBuilder(request, (_, _) -> true)
        .setHeader(TIMEOUT_HEADER, millis(left))
        .timeout(patience)
        .build();
  }

  private static Duration atLeastSome(Duration left) {
    return left.isPositive() ? left : Duration.ofNanos(1);
  }

  private static String millis(Duration left) {
    long micros = left.toNanos() / Units.MICROSECOND;
    return String.format(Locale.ROOT, "%d.%03d", micros / 1_000, micros % 1_000);
  }
}
