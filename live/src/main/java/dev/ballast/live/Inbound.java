package dev.ballast.live;

import dev.ballast.engine.Replica;
import dev.ballast.engine.Request;
import dev.ballast.kernel.Priority;
import dev.ballast.kernel.Result;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import org.jspecify.annotations.Nullable;

/**
 * A request that arrived over HTTP: what the engine sees of it, and, being its own content, what is
 * passed on to a real program.
 */
final class Inbound implements Request {
  final ServerConnection connection;
  final HttpMethod method;
  final String uri;
  final HttpHeaders headers;
  final boolean keepsAlive;
  int endpoint;
  long deadlineNanos;
  byte[] body = Response.EMPTY;
  long key = NO_KEY;
  Priority priority = Priority.NORMAL;

  /** How long whoever asked is to stay away; 0 when nobody said. */
  long retryAfterNanos;

  @Nullable CharSequence id;

  /** Who serves it; known once it is served. */
  @Nullable Replica replica;

  /** What is observed of it, where it is a user's. */
  @Nullable Visit visit;

  /** Whether it is passed on as it is, rather than asking for an endpoint by name. */
  boolean isPassedOn;

  /** Whether a program asked its own sidecar, which then says even that an answer was lost. */
  boolean fromProgram;

  /** The call that it became, while a program waits for it. */
  SidecarDesk.@Nullable Asked asked;

  Inbound(
      ServerConnection connection,
      HttpMethod method,
      String uri,
      HttpHeaders headers,
      boolean keepsAlive) {
    this.connection = connection;
    this.method = method;
    this.uri = uri;
    this.headers = headers;
    this.keepsAlive = keepsAlive;
  }

  @Override
  public int endpoint() {
    return endpoint;
  }

  @Override
  public long deadlineNanos() {
    return deadlineNanos;
  }

  @Override
  public long key() {
    return key;
  }

  @Override
  public Priority priority() {
    return priority;
  }

  @Override
  public void retryAfter(long nanos) {
    retryAfterNanos = nanos;
  }

  @Override
  public Object content() {
    return this;
  }

  @Override
  public void answer(Result result, @Nullable Object content) {
    if (visit != null) {
      visit.ended(result, content);
    }
    connection.answer(this, result, content);
  }
}
