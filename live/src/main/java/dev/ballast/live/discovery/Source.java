package dev.ballast.live.discovery;

import java.util.concurrent.CompletableFuture;

/** Where the addresses of replicas can be looked up. */
interface Source extends AutoCloseable {
  /** Looks once. The future ends with what was learned, never in an exception. */
  CompletableFuture<Lookup> look();

  /** The longest wait between two looks that fail: what is near may be looked at often. */
  long retryMaxNanos();

  /** What is looked at, for people: {@code the name playback.svc}. */
  String words();

  @Override
  void close();
}
