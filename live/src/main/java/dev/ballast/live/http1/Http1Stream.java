package dev.ballast.live.http1;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.Peer;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.live.http.ServerStream;
import org.jspecify.annotations.Nullable;

/** One request on a connection, until it is answered. */
final class Http1Stream implements ServerStream {
  private final Http1Server connection;
  private final RequestHead head;
  private final Body body;

  /** Whether the connection goes on afterwards, as far as the client is concerned. */
  final boolean keepsAlive;

  /** Whether the client understands chunks: not in HTTP/1.0. */
  final boolean knowsChunks;

  private @Nullable Object attachment;

  Http1Stream(
      Http1Server connection,
      RequestHead head,
      Body body,
      boolean keepsAlive,
      boolean knowsChunks) {
    this.connection = connection;
    this.head = head;
    this.body = body;
    this.keepsAlive = keepsAlive;
    this.knowsChunks = knowsChunks;
  }

  @Override
  public RequestHead head() {
    return head;
  }

  @Override
  public Body body() {
    return body;
  }

  @Override
  public Peer peer() {
    return connection.peer();
  }

  @Override
  public @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public void attach(Object remembered) {
    attachment = remembered;
  }

  @Override
  public void inform(ResponseHead interim) {
    if (knowsChunks) { // HTTP/1.0 does not know of interim answers either
      connection.inform(this, interim);
    }
  }

  @Override
  public void answer(ResponseHead answer, Body content) {
    connection.answer(this, answer, content);
  }

  @Override
  public boolean abort() {
    return connection.abort(this);
  }
}
