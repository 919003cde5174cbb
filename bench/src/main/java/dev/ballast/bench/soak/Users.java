package dev.ballast.bench.soak;

import dev.ballast.kernel.RandomStream;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/**
 * Everybody who asks: each waits for one answer and then asks again, so that load is what the
 * system can take, and never more. Safe for threads.
 */
final class Users {
  /** The longest that anybody waits for anything, far beyond the system's own timeouts. */
  static final int PATIENCE_MILLIS = 60_000;

  /** After this share of its requests a user makes a new connection. */
  static final double RECONNECTS = 0.005;

  private static final int STREAM_USERS = 4;
  private static final int SLOW_USERS = 2;
  private static final long SLOW_MILLIS = 30;
  private static final long SEED = 1;

  private final Tally tally;
  private final int clearPort;
  private final int securePort;
  private final SSLContext trust;
  private final AtomicLong ids = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();
  private final List<HttpClient> clients = new ArrayList<>();
  private volatile boolean isOver;

  Users(Tally tally, int clearPort, int securePort, SSLContext trust) {
    this.tally = tally;
    this.clearPort = clearPort;
    this.securePort = securePort;
    this.trust = trust;
  }

  /** Everybody begins. */
  void begin(SoakPlan plan) {
    for (int i = 0; i < plan.http1Users(); i++) {
      RandomStream random = RandomStream.of(SEED, "user " + i);
      begin("user", new Http1User(this, clearPort, () -> Kind.next(random), random, 0));
    }
    for (int i = 0; i < plan.http2Connections(); i++) {
      HttpClient client =
          HttpClient.newBuilder().sslContext(trust).version(HttpClient.Version.HTTP_2).build();
      clients.add(client);
      for (int j = 0; j < plan.http2UsersPerConnection(); j++) {
        RandomStream random = RandomStream.of(SEED, "HTTP/2 user %d %d".formatted(i, j));
        begin("HTTP/2 user", new Http2User(this, client, securePort, random));
      }
    }
    for (int i = 0; i < STREAM_USERS; i++) {
      RandomStream random = RandomStream.of(SEED, "stream user " + i);
      begin("stream user", new Http1User(this, clearPort, () -> Kind.STREAM, random, 0));
    }
    for (int i = 0; i < SLOW_USERS; i++) {
      RandomStream random = RandomStream.of(SEED, "slow user " + i);
      begin("slow user", new Http1User(this, clearPort, () -> Kind.FILE, random, SLOW_MILLIS));
    }
    begin("deserter", new Deserter(this, clearPort));
  }

  private void begin(String name, Runnable user) {
    threads.add(Thread.ofPlatform().name("soak " + name).daemon().start(user));
  }

  boolean goOn() {
    return !isOver;
  }

  Tally tally() {
    return tally;
  }

  /** The next request of this kind. */
  Ask next(Kind kind) {
    return new Ask(kind, ids.incrementAndGet());
  }

  /** Nobody asks any more; returns when the last one has its answer. */
  void end() throws InterruptedException {
    isOver = true;
    for (Thread thread : threads) {
      thread.join();
    }
    clients.forEach(HttpClient::close);
  }
}
