package dev.ballast.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;

/** Threads that begin at the same moment. */
final class Threads {
  private Threads() {}

  /** Runs the body in so many threads, tells each its number, and waits until all are done. */
  static void run(int count, IntConsumer body) throws Exception {
    CountDownLatch begin = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int thread = i;
        running.add(
            threads.submit(
                () -> {
                  begin.await();
                  body.accept(thread);
                  return null;
                }));
      }
      begin.countDown();
      for (Future<?> each : running) {
        each.get();
      }
    }
  }
}
