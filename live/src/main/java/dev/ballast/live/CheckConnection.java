package dev.ballast.live;

import dev.ballast.engine.Check;
import dev.ballast.engine.Links;
import dev.ballast.engine.Timer;
import dev.ballast.kernel.Units;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import java.net.InetSocketAddress;

/** A health check that opens a connection and closes it: accepted is well. On its loop. */
final class CheckConnection extends Timer {
  private final LoopWorld world;
  private final Check check;
  private final QuestionWay way;
  private boolean isAnswered;
  private boolean isWell;

  CheckConnection(LoopWorld world, Check check, QuestionWay way) {
    this.world = world;
    this.check = check;
    this.way = way;
  }

  void depart() {
    after(way.thereNanos());
  }

  private void after(long nanos) {
    if (nanos != Links.VANISHES) {
      world.start(this, nanos);
    }
  }

  @Override
  public void fires() {
    InetSocketAddress address = way.address();
    if (isAnswered) {
      check.answered(isWell);
    } else if (address != null) { // else it has left, and nobody waits for its answer
      connect(address);
    }
  }

  @SuppressWarnings("FutureReturnValueIgnored") // the listener hears of the end
  private void connect(InetSocketAddress address) {
    new Bootstrap()
        .group(world.loop())
        .channel(Transport.of(world.loop()).channel())
        .option(
            ChannelOption.CONNECT_TIMEOUT_MILLIS,
            (int) Math.max(1, check.timeoutNanos() / Units.MILLISECOND))
        .handler(
            new ChannelInitializer<Channel>() {
              @Override
              protected void initChannel(Channel channel) {}
            })
        .connect(address)
        .addListener(
            (ChannelFutureListener)
                connected -> {
                  isAnswered = true;
                  isWell = connected.isSuccess();
                  connected.channel().close();
                  after(way.backNanos());
                });
  }
}
