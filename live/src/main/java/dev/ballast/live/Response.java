package dev.ballast.live;

import dev.ballast.engine.Shareable;
import dev.ballast.kernel.Units;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.observation.Observation.Source;
import dev.ballast.policy.cache.Lifetime;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * What a real program answered, on its way back to whoever asked. A whole body is on the heap, so
 * that an answer nobody waits for any more costs the collector's time and no buffer; nothing in it
 * changes, so that it may be given to several. A body that is still arriving is given once.
 */
final class Response implements Shareable {
  private static final AsciiString EVENTS = AsciiString.cached("text/event-stream");
  private static final AsciiString GRPC = AsciiString.cached("application/grpc");
  private static final AsciiString HIT = AsciiString.cached("hit");
  private static final AsciiString STALE = AsciiString.cached("stale");
  private static final AsciiString MISS = AsciiString.cached("miss");

  private final int status;
  private final Fields fields;
  private final Body body;
  private final @Nullable Source source;
  private final long ageNanos;

  static Response of(ResponseHead head, Body body) {
    return new Response(head.status(), head.fields(), body);
  }

  Response(int status, Fields fields, Body body) {
    this(status, fields, body, null, 0);
  }

  private Response(int status, Fields fields, Body body, @Nullable Source source, long ageNanos) {
    this.status = status;
    this.fields = fields;
    this.body = body;
    this.source = source;
    this.ageNanos = ageNanos;
  }

  int status() {
    return status;
  }

  Fields fields() {
    return fields;
  }

  Body body() {
    return body;
  }

  @Override
  public @Nullable Lifetime lifetime() {
    return body instanceof Body.Whole ? CacheControl.lifetime(status, fields) : null;
  }

  @Override
  public long bytes() {
    long length =
        switch (body) {
          case Body.Whole whole -> whole.bytes().length;
          case Body.Arriving _ -> 0; // is never kept
        };
    return length + Likeness.bytes(fields);
  }

  @Override
  public Response from(Source given, long nanos) {
    return new Response(status, fields, body, given, nanos);
  }

  /** Its body, which is still arriving. */
  Body.Arriving arriving() {
    return (Body.Arriving) body;
  }

  /** The same with another body. */
  Response with(Body other) {
    return new Response(status, fields, other, source, ageNanos);
  }

  /** The same with a word when its body, which is still arriving, has ended. */
  Response passing(Passage.Ending ending) {
    Body.Arriving arriving = arriving();
    Body passage = new Body.Arriving(new Passage(arriving.source(), ending), arriving.length());
    return new Response(status, fields, passage, source, ageNanos);
  }

  ResponseHead head() {
    return new ResponseHead(status, fields);
  }

  /** Whether it lasts for as long as both sides like: another protocol, events, or a stream. */
  boolean isOpenEnded() {
    AsciiString type = fields.get(HttpHeaderNames.CONTENT_TYPE);
    return status == 101
        || (type != null
            && (type.regionMatches(true, 0, EVENTS, 0, EVENTS.length())
                || type.regionMatches(true, 0, GRPC, 0, GRPC.length())));
  }

  /** What the cache that it passed says of it: hit, stale or miss; null where it passed none. */
  @Nullable AsciiString cacheState() {
    return switch (source) {
      case null -> null;
      case CACHE -> HIT;
      case STALE -> STALE;
      case ATTEMPT, SHARED -> MISS;
    };
  }

  /** Its age in whole seconds where it was kept; −1 where it was not. */
  long ageSeconds() {
    return source == Source.CACHE || source == Source.STALE ? ageNanos / Units.SECOND : -1;
  }
}
