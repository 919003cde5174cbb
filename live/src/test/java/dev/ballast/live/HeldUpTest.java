package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Links;
import dev.ballast.engine.Timer;
import dev.ballast.engine.TimerQueue;
import dev.ballast.engine.Wire;
import dev.ballast.engine.World;
import dev.ballast.kernel.Units;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.BodySink;
import dev.ballast.live.http.BodySource;
import dev.ballast.live.http.Fields;
import dev.ballast.observation.Observer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class HeldUpTest {
  private final Time time = new Time();
  private final Sender sender = new Sender();
  private final Taker taker = new Taker();
  private long nanosPerByte;
  private boolean isCut;

  private final BodySource body = body();

  private BodySource body() {
    Body held =
        HeldUp.on(
            bytes -> isCut ? Links.VANISHES : bytes * nanosPerByte,
            time,
            new Body.Arriving(sender, -1));
    BodySource source = ((Body.Arriving) held).source();
    source.to(taker);
    return source;
  }

  private void arrives(int bytes) {
    sender.sink.data(Unpooled.wrappedBuffer(new byte[bytes]));
  }

  @Test
  void a_body_on_a_link_that_is_well_passes_at_once() {
    arrives(5);
    sender.sink.end(Fields.NONE);
    assertThat(taker.heard).containsExactly("5", "end");
    assertThat(sender.pauses).isZero();
  }

  @Test
  void parts_take_their_time_one_after_the_other_and_whoever_sends_waits() {
    nanosPerByte = 100;
    arrives(5);
    arrives(3);
    sender.sink.end(Fields.NONE);
    assertThat(sender.isPaused).isTrue();
    time.at(499);
    assertThat(taker.heard).isEmpty();
    time.at(500);
    assertThat(taker.heard).containsExactly("5");
    time.at(800);
    assertThat(taker.heard).containsExactly("5", "3", "end");
  }

  @Test
  void nothing_passes_a_link_that_is_cut_and_everything_when_it_is_whole_again() {
    isCut = true;
    arrives(5);
    sender.sink.broken();
    time.at(10 * Units.SECOND);
    assertThat(taker.heard).isEmpty();
    assertThat(sender.isPaused).isTrue();
    isCut = false;
    time.at(11 * Units.SECOND);
    assertThat(taker.heard).containsExactly("5", "broken");
    assertThat(time.timers.size()).isZero();
  }

  @Test
  void it_goes_on_when_both_the_link_and_whoever_takes_it_are_ready() {
    nanosPerByte = 1;
    arrives(5);
    body.pause();
    time.at(5);
    assertThat(taker.heard).isEmpty();
    assertThat(sender.isPaused).isTrue();
    arrives(2); // was under way
    body.resume();
    assertThat(taker.heard).containsExactly("5");
    time.at(7);
    assertThat(taker.heard).containsExactly("5", "2");
    assertThat(sender.isPaused).isFalse();
  }

  @Test
  void what_nobody_wants_is_let_go() {
    isCut = true;
    ByteBuf part = Unpooled.buffer().writeZero(5);
    sender.sink.data(part);
    body.discard();
    assertThat(part.refCnt()).isZero();
    assertThat(sender.isDiscarded).isTrue();
    assertThat(time.timers.size()).isZero();
    arrives(1);
    assertThat(taker.heard).isEmpty();
  }

  private static final class Sender implements BodySource {
    private BodySink sink = new Taker();
    private boolean isPaused;
    private boolean isDiscarded;
    private int pauses;

    @Override
    public void to(BodySink taker) {
      sink = taker;
    }

    @Override
    public void pause() {
      isPaused = true;
      pauses++;
    }

    @Override
    public void resume() {
      isPaused = false;
    }

    @Override
    public void discard() {
      isDiscarded = true;
    }
  }

  private static final class Taker implements BodySink {
    private final List<String> heard = new ArrayList<>();

    @Override
    public void data(ByteBuf part) {
      heard.add(Integer.toString(part.readableBytes()));
      part.release();
    }

    @Override
    public void end(Fields trailers) {
      heard.add("end");
    }

    @Override
    public void broken() {
      heard.add("broken");
    }
  }

  /** Time that moves when a test says so. */
  private static final class Time implements World {
    private final TimerQueue timers = new TimerQueue();
    private long now;

    void at(long nanos) {
      for (Timer due = timers.poll(nanos); due != null; due = timers.poll(nanos)) {
        now = due.dueNanos();
        due.fires();
      }
      now = nanos;
    }

    @Override
    public long nowNanos() {
      return now;
    }

    @Override
    public void start(Timer timer, long delayNanos) {
      timers.add(timer, now + delayNanos);
    }

    @Override
    public void cancel(Timer timer) {
      timers.remove(timer);
    }

    @Override
    public Observer observer() {
      throw new IllegalStateException("nothing is observed here");
    }

    @Override
    public Wire wire() {
      throw new IllegalStateException("nothing is sent here");
    }
  }
}
