package dev.ballast.live;

import dev.ballast.engine.Links;
import dev.ballast.engine.Probe;
import dev.ballast.engine.Timer;
import dev.ballast.kernel.Result;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.ClientStream;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import org.jspecify.annotations.Nullable;

/**
 * A probe on its way to a replica, or its answer on its way back: {@code GET /} with the header
 * {@code x-ballast-probe}, answered by what stands in front of the replica and never by a real
 * program. The delay of the link is played before the request is written and before the answer is
 * handed on.
 */
final class ProbeMessage extends Timer implements Outbound {
  private static final Http.Kept NOTHING = new Http.Kept(0, 0);
  private static final RequestHead REQUEST = request();

  private static RequestHead request() {
    Fields fields = new Fields(1, 32);
    fields.add(Context.PROBE, "1");
    return new RequestHead("GET", "http", "ballast", "/", fields);
  }

  private final LoopWorld world;
  private final Probe probe;
  private final QuestionWay way;
  private boolean isAnswered;
  private int inFlight;
  private long latencyNanos;

  ProbeMessage(LoopWorld world, Probe probe, QuestionWay way) {
    this.world = world;
    this.probe = probe;
    this.way = way;
  }

  void depart() {
    start(way.thereNanos());
  }

  private void start(long nanos) {
    if (nanos != Links.VANISHES) {
      world.start(this, nanos);
    }
  }

  @Override
  public void fires() {
    if (isAnswered) {
      probe.answered(inFlight, latencyNanos);
    } else {
      way.go(this);
    }
  }

  @Override
  public RequestHead head() {
    return REQUEST;
  }

  @Override
  public Body body() {
    return Body.NONE;
  }

  @Override
  public void carriedBy(ClientStream stream) {}

  @Override
  public Http.Kept kept() {
    return NOTHING;
  }

  @Override
  public boolean wantsContent() {
    return true;
  }

  @Override
  public void begins(Result result, Response content) {
    content.arriving().source().discard(); // nobody answers a probe at length
  }

  @Override
  public void ended(Result result, @Nullable Response content) {
    if (result != Result.OK || content == null) {
      return;
    }
    long load = Context.number(content.fields(), Context.IN_FLIGHT);
    long nanos = Context.number(content.fields(), Context.LATENCY);
    if (load >= 0 && nanos >= 0) {
      isAnswered = true;
      inFlight = (int) Math.min(load, Integer.MAX_VALUE);
      latencyNanos = nanos;
      start(way.backNanos());
    }
  }
}
