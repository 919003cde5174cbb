package dev.ballast.live.http;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;

/**
 * Sends what was written in one turn of a loop at the turn's end, all connections one after the
 * other. Whoever reads at the other end is then woken once and finds several messages, where one at
 * a time would wake it for each.
 */
public final class Flushes implements Runnable {
  private static final FastThreadLocal<Flushes> OF_LOOP =
      new FastThreadLocal<>() {
        @Override
        protected Flushes initialValue() {
          return new Flushes();
        }
      };

  private final List<Channel> written = new ArrayList<>();

  /** Flushes the channel at the end of this turn of its loop, which calls this. */
  public static void later(Channel channel) {
    OF_LOOP.get().add(channel, channel.eventLoop());
  }

  private void add(Channel channel, EventLoop loop) {
    if (written.isEmpty()) {
      loop.execute(this);
    }
    written.add(channel);
  }

  @Override
  public void run() {
    for (int i = 0; i < written.size(); i++) {
      written.get(i).flush();
    }
    written.clear();
  }
}
