package dev.ballast.live.discovery;

import dev.ballast.model.Upstream.Discovery;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows where the replicas of services are, on one thread of its own, so that no request ever
 * waits for a name server or a file.
 */
public final class Discoveries implements AutoCloseable {
  private static final long QUIET_MILLIS = 0;
  private static final long CLOSE_MILLIS = 2_000;

  private final MultiThreadIoEventLoopGroup threads;
  private final EventLoop loop;
  private final @Nullable InetSocketAddress server;
  private final Path directory;
  private final Consumer<String> log;
  private @Nullable DnsNames names;

  /**
   * Follows nothing yet.
   *
   * @param server of names; null for those of the system
   * @param directory that files are relative to
   * @param log takes what is worth saying
   */
  public Discoveries(@Nullable InetSocketAddress server, Path directory, Consumer<String> log) {
    this.server = server;
    this.directory = directory;
    this.log = log;
    threads =
        new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("ballast-discovery", true), NioIoHandler.newFactory());
    loop = threads.next();
  }

  /** A service that is followed. */
  public interface Following {
    /** Ends when the first look is over, whatever came of it. */
    CompletableFuture<Void> looked();

    /** Looks no more. */
    void close();
  }

  /**
   * Follows a service.
   *
   * @param zones of its places
   * @param changed told of every change, on this one's thread
   */
  public synchronized Following follow(
      String service, Discovery discovery, List<String> zones, Consumer<Places> changed) {
    Follower follower =
        new Follower(
            service, source(discovery, zones), new Places(zones), new OfLoop(), changed, log);
    CompletableFuture<Void> looked = follower.start();
    return new Following() {
      @Override
      public CompletableFuture<Void> looked() {
        return looked;
      }

      @Override
      public void close() {
        loop.execute(follower::close);
      }
    };
  }

  private Source source(Discovery discovery, List<String> zones) {
    return switch (discovery) {
      case Discovery.Dns(String name, int port) -> NameSource.ofHosts(names(), name, port);
      case Discovery.Srv(String name) -> NameSource.ofServers(names(), name);
      case Discovery.AddressFile(String file) ->
          new AddressFile(directory.resolve(file), zones.stream().distinct().toList());
    };
  }

  private DnsNames names() {
    if (names == null) {
      names = new DnsNames(loop, server);
    }
    return names;
  }

  private final class OfLoop implements Alarm {
    @Override
    public long nowNanos() {
      return System.nanoTime();
    }

    @Override
    public void after(long nanos, Runnable what) {
      try {
        if (nanos == 0) {
          loop.execute(what);
        } else {
          var _ = loop.schedule(what, nanos, TimeUnit.NANOSECONDS);
        }
      } catch (RejectedExecutionException e) {
        // It has ended, and nobody wants to know any more.
      }
    }
  }

  @Override
  public synchronized void close() {
    loop.execute(
        () -> {
          if (names != null) {
            names.close();
          }
        });
    threads
        .shutdownGracefully(QUIET_MILLIS, CLOSE_MILLIS, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly(CLOSE_MILLIS);
  }
}
