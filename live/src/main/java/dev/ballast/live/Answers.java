package dev.ballast.live;

import static java.util.Objects.requireNonNull;

import dev.ballast.kernel.Result;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/** Writes answers: ready-made ones where nothing but the result is to be said. */
final class Answers {
  private static final EnumMap<Result, byte[]> READY = new EnumMap<>(Result.class);
  private static final byte[] CLOSES = Http.ascii("connection: close\r\n");
  private static final byte[] TEXT = Http.ascii("content-type: text/plain\r\n");

  static {
    for (Result result : Result.values()) {
      READY.put(result, ready(result));
    }
  }

  private Answers() {}

  private static String head(Result result) {
    int status = Http.status(result);
    String reason = HttpResponseStatus.valueOf(status).reasonPhrase();
    return "HTTP/1.1 " + status + ' ' + reason + "\r\n" + mark(result);
  }

  private static String mark(Result result) {
    return switch (result.outcome()) {
      case SUCCEEDED -> result == Result.DEGRADED ? Http.DEGRADED + ": 1\r\n" : "";
      case FAILED -> Http.REFUSED + ": " + Http.word(result) + "\r\n";
      case UNKNOWN -> Http.FAILED + ": " + Http.word(result) + "\r\n";
    };
  }

  private static byte[] ready(Result result) {
    String body = Http.word(result) + "\n";
    return Http.ascii(
        head(result)
            + "content-type: text/plain\r\ncontent-length: %d\r\n\r\n%s"
                .formatted(body.length(), body));
  }

  /** A result and, for a user or a program, what it is about. */
  static void write(Draft out, Inbound request, Result result, @Nullable Object content) {
    boolean isPlain =
        request.keepsAlive
            && !request.isPassedOn
            && request.retryAfterNanos == 0
            && !request.method.equals(HttpMethod.HEAD);
    if (isPlain) {
      out.bytes(requireNonNull(READY.get(result)));
    } else if (request.isPassedOn
        && content instanceof Response response
        && (response.status() < 500 || !result.isSuccess())) {
      full(out, request, result, response);
    } else {
      spoken(out, request, result, content);
    }
  }

  private static void full(Draft out, Inbound request, Result result, Response response) {
    Http.statusLine(out, response.status());
    Http.passOn(out, response.headers());
    if (result == Result.DEGRADED) {
      out.bytes(Http.ascii(mark(result)));
    }
    common(out, request);
    if (response.status() != 204 && response.status() != 304) {
      CharSequence length = response.headers().get(HttpHeaderNames.CONTENT_LENGTH);
      if (request.method.equals(HttpMethod.HEAD) && length != null) {
        Http.header(out, HttpHeaderNames.CONTENT_LENGTH, length);
      } else {
        Http.length(out, response.body().length);
      }
    }
    Http.end(out);
    if (!request.method.equals(HttpMethod.HEAD)) {
      out.body(response.body());
    }
  }

  private static void spoken(Draft out, Inbound request, Result result, @Nullable Object content) {
    byte[] body = Http.ascii(Http.word(result) + "\n");
    out.bytes(Http.ascii(head(result)));
    if (content instanceof Result cause) {
      Http.header(out, Http.CAUSE, Http.word(cause));
    }
    Context.retryAfter(out, request.retryAfterNanos);
    common(out, request);
    out.bytes(TEXT);
    Http.length(out, body.length);
    Http.end(out);
    if (!request.method.equals(HttpMethod.HEAD)) {
      out.body(body);
    }
  }

  private static void common(Draft out, Inbound request) {
    if (request.id != null) {
      Http.header(out, Http.REQUEST_ID, request.id);
    }
    if (!request.keepsAlive) {
      out.bytes(CLOSES);
    }
  }

  /** Refuses what never became a request for an endpoint. */
  static void refuse(Draft out, int status, String why, boolean closes) {
    String text = why.replaceAll("[^\\x20-\\x7e]", "?");
    byte[] body = Http.ascii(text + "\n");
    Http.statusLine(out, status);
    Http.header(out, Http.REFUSED, text);
    out.bytes(TEXT);
    if (closes) {
      out.bytes(CLOSES);
    }
    Http.length(out, body.length);
    Http.end(out);
    out.body(body);
  }
}
