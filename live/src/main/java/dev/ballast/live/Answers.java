package dev.ballast.live;

import static java.util.Objects.requireNonNull;

import dev.ballast.kernel.Result;
import dev.ballast.live.grpc.Grpc;
import dev.ballast.live.grpc.GrpcStatus;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.HttpDate;
import dev.ballast.live.http.Refusal;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.live.routing.Changed;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import java.util.EnumMap;
import org.jspecify.annotations.Nullable;

/** Gives answers: ready-made ones where nothing but the result is to be said. */
final class Answers {
  private static final AsciiString PLAIN = AsciiString.cached("text/plain");
  private static final AsciiString[] AGE = {HttpHeaderNames.AGE};
  private static final AsciiString[] NOTHING = {};
  private static final AsciiString ONE = AsciiString.cached("1");

  /** An answer that says a result and nothing else. */
  private record Ready(ResponseHead head, Body.Whole body) {}

  private static final EnumMap<Result, Ready> READY = new EnumMap<>(Result.class);

  static {
    for (Result result : Result.values()) {
      Fields fields = new Fields(2, 64);
      mark(fields, result);
      fields.add(HttpHeaderNames.CONTENT_TYPE, PLAIN);
      READY.put(result, new Ready(new ResponseHead(Http.status(result), fields), text(result)));
    }
  }

  private Answers() {}

  private static Body.Whole text(Result result) {
    return new Body.Whole(Http.ascii(Http.word(result) + "\n"), Fields.NONE);
  }

  private static void mark(Fields out, Result result) {
    switch (result.outcome()) {
      case SUCCEEDED -> {
        if (result == Result.DEGRADED) {
          out.add(Http.DEGRADED, ONE);
        }
      }
      case FAILED -> out.add(Http.REFUSED, Http.word(result));
      case UNKNOWN -> out.add(Http.FAILED, Http.word(result));
    }
  }

  /** A result and, for a user or a program, what it is about. */
  static void give(Inbound request, Result result, @Nullable Object content) {
    give(request, result, content, false);
  }

  /** A part of that, after which the connection breaks. */
  static void truncate(Inbound request, Result result, @Nullable Object content) {
    give(request, result, content, true);
  }

  /** What a real program says ahead of its answer, such as 103. */
  static void inform(Inbound request, ResponseHead interim) {
    Fields out = new Fields(interim.fields().count(), interim.fields().size());
    Http.passOn(out, interim.fields(), NOTHING);
    request.stream.inform(new ResponseHead(interim.status(), out));
  }

  /** What a real program has begun to answer. */
  static void begin(Inbound request, Response response) {
    full(request, Result.OK, response, false);
  }

  private static void answer(Inbound request, ResponseHead head, Body body, boolean isTruncated) {
    request.respond(
        head, isTruncated && body instanceof Body.Whole whole ? Truncated.body(whole) : body);
  }

  private static void give(
      Inbound request, Result result, @Nullable Object content, boolean isTruncated) {
    boolean isPlain =
        !request.isPassedOn
            && !request.isGrpc
            && request.retryAfterNanos == 0
            && request.repeatsBack() == 0;
    if (isPlain) {
      Ready ready = requireNonNull(READY.get(result));
      answer(request, ready.head, ready.body, isTruncated);
    } else if (request.isPassedOn
        && content instanceof Response response
        && (response.status() < 500 || !result.isSuccess())) {
      full(request, result, response, isTruncated);
    } else if (request.changed != null && request.changed.isRedirect() && result.isSuccess()) {
      sentElsewhere(request, request.changed);
    } else {
      spoken(request, result, content, isTruncated);
    }
  }

  private static void sentElsewhere(Inbound request, Changed changed) {
    String location = changed.location(request.head);
    if (location == null) {
      String why = "the request names no host to be sent to over another scheme";
      request.respond(Refusal.head(400, why), Refusal.text(why));
      return;
    }
    Fields out = new Fields(4, 200 + location.length());
    out.add(HttpHeaderNames.LOCATION, location);
    out.add(HttpHeaderNames.DATE, HttpDate.now());
    common(out, request);
    request.respond(new ResponseHead(changed.status(), out), Body.NONE);
  }

  private static void full(Inbound request, Result result, Response response, boolean isTruncated) {
    Fields theirs = response.fields();
    Fields out = new Fields(theirs.count() + 6, theirs.size() + 160);
    boolean wasKept = response.ageSeconds() >= 0;
    Http.passOn(out, theirs, wasKept ? AGE : NOTHING);
    AsciiString cacheState = response.cacheState();
    if (cacheState != null) {
      out.add(Http.CACHE, cacheState);
    }
    if (wasKept) {
      out.add(HttpHeaderNames.AGE, response.ageSeconds());
    }
    if (!theirs.contains(HttpHeaderNames.DATE)) {
      out.add(HttpHeaderNames.DATE, HttpDate.ago(Math.max(0, response.ageSeconds())));
    }
    if (result == Result.DEGRADED) {
      mark(out, result);
    }
    common(out, request);
    AsciiString length =
        request.isHead() || response.status() == 304
            ? theirs.get(HttpHeaderNames.CONTENT_LENGTH)
            : null;
    if (length != null) {
      out.add(HttpHeaderNames.CONTENT_LENGTH, length);
    }
    AsciiString upgrade = response.status() == 101 ? theirs.get(HttpHeaderNames.UPGRADE) : null;
    if (upgrade != null) {
      out.add(HttpHeaderNames.UPGRADE, upgrade);
    }
    answer(request, new ResponseHead(response.status(), out), response.body(), isTruncated);
  }

  private static void spoken(
      Inbound request, Result result, @Nullable Object content, boolean isTruncated) {
    Fields out = new Fields(9, 288);
    mark(out, result);
    out.add(HttpHeaderNames.DATE, HttpDate.now());
    if (content instanceof Result cause) {
      out.add(Http.CAUSE, Http.word(cause));
    }
    Context.retryAfter(out, request.retryAfterNanos);
    common(out, request);
    Result told = toldOf(request, result, content);
    if (request.isGrpc) {
      grpc(request, told, out);
      return;
    }
    out.add(HttpHeaderNames.CONTENT_TYPE, PLAIN);
    answer(request, new ResponseHead(Http.status(told), out), text(result), isTruncated);
  }

  /**
   * What the status tells: a user hears from a gateway what its call came to (RFC 9110, 15.6.3 to
   * 15.6.5), a service that its callee has failed.
   */
  private static Result toldOf(Inbound request, Result result, @Nullable Object content) {
    boolean isCause = result == Result.ERROR && request.isFromUser();
    return isCause && content instanceof Result cause && !cause.isSuccess() ? cause : result;
  }

  /**
   * A message with nothing in it for a success, a status without a body for a failure. What failed
   * after its time failed for that: a callee that was told the same time can only reset the stream,
   * and its clock may ring first. gRPC's own clients look at theirs then, too.
   */
  private static void grpc(Inbound request, Result result, Fields out) {
    if (result.isSuccess()) {
      request.respond(Grpc.head(out), Grpc.empty());
    } else {
      GrpcStatus status =
          request.stream.isLate() ? GrpcStatus.DEADLINE_EXCEEDED : GrpcStatus.of(result);
      request.respond(Grpc.refusal(out, status, Http.word(result)), Body.NONE);
    }
  }

  private static void common(Fields out, Inbound request) {
    Context.repeats(out, request.repeatsBack());
    if (request.id != null) {
      out.add(Http.REQUEST_ID, request.id);
    }
  }
}
