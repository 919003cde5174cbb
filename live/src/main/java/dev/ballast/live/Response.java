package dev.ballast.live;

import dev.ballast.engine.Shareable;
import dev.ballast.kernel.Units;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;
import dev.ballast.observation.Observation.Source;
import dev.ballast.policy.cache.Lifetime;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * What a real program answered, on its way back to whoever asked. The body is on the heap, so that
 * an answer nobody waits for any more costs the collector's time and no buffer. Nothing in it
 * changes, so that it may be given to several.
 */
final class Response implements Shareable {
  private static final AsciiString HIT = AsciiString.cached("hit");
  private static final AsciiString STALE = AsciiString.cached("stale");
  private static final AsciiString MISS = AsciiString.cached("miss");

  private final int status;
  private final Fields fields;
  private final Body.Whole body;
  private final @Nullable Source source;
  private final long ageNanos;

  Response(int status, Fields fields, Body.Whole body) {
    this(status, fields, body, null, 0);
  }

  private Response(
      int status, Fields fields, Body.Whole body, @Nullable Source source, long ageNanos) {
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

  Body.Whole body() {
    return body;
  }

  @Override
  public @Nullable Lifetime lifetime() {
    return CacheControl.lifetime(status, fields);
  }

  @Override
  public long bytes() {
    return body.bytes().length + Likeness.bytes(fields);
  }

  @Override
  public Response from(Source given, long nanos) {
    return new Response(status, fields, body, given, nanos);
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
