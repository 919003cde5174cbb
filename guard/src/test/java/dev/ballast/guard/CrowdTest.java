package dev.ballast.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.BreakerState;
import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.RetryBudget;
import dev.ballast.policy.RetryConfig;
import dev.ballast.policy.rate.Rate;
import dev.ballast.policy.rate.RateLimit;
import java.net.ConnectException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A hundred thousand virtual threads and one guard. */
@Timeout(120)
class CrowdTest {
  private static final int CALLS = 100_000;
  private static final int PLACES = 200;

  @TempDir private Path directory = Path.of("");

  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger atWork = new AtomicInteger();
  private final LongAccumulator atWorkMost = new LongAccumulator(Math::max, 0);

  @Test
  void every_call_is_counted_once_no_place_is_lost_and_no_carrier_pinned() throws Exception {
    // Loading and initialising a class pins whoever waits for it, once: that is done before.
    callAll(guard(), 5_000);
    attempts.set(0);
    atWorkMost.reset();

    Guard guard = guard();
    List<RecordedEvent> pinned;
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
      recording.start();
      callAll(guard, CALLS);
      recording.stop();
      Path file = directory.resolve("crowd.jfr");
      recording.dump(file);
      pinned = RecordingFile.readAllEvents(file);
    }
    assertThat(pinned).filteredOn(event -> !isOfClassLoading(event)).isEmpty();

    GuardState state = guard.state();
    assertThat(state.ended().values().stream().mapToLong(Long::longValue).sum()).isEqualTo(CALLS);
    long refused = state.ended(Result.RATE_LIMITED);
    assertThat(refused).as("a few permits come back meanwhile").isBetween(1L, 100L);
    assertThat(state.ended(Result.OK) + state.ended(Result.UNREACHABLE)).isEqualTo(CALLS - refused);
    assertThat(state.ended(Result.OK)).isGreaterThan(CALLS / 2);
    long repeats = state.reading("retry", "repeats").orElse(0);
    assertThat(repeats).isPositive();
    assertThat(attempts.get()).isEqualTo(CALLS - refused + repeats);
    assertThat(atWork).hasValue(0);
    assertThat(atWorkMost.get()).isBetween(1L, (long) PLACES);
    assertThat(state.breaker()).contains(BreakerState.CLOSED);
    assertThat(state.reading("bulkhead", "waiting")).hasValue(0);
    fillAllPlaces(guard.about("the places"));
  }

  private static Guard guard() {
    RetryConfig retry =
        new RetryConfig(
            3,
            new RetryBudget.Share(0.2, 3),
            new Backoff(0, 100 * Units.MICROSECOND, Backoff.Jitter.FULL),
            Deadline.NONE);
    return Guard.recommended("crowd")
        .rateLimit(
            RateLimit.of(new Rate(CALLS - 100, Duration.ofHours(24).toNanos()))
                .per(RateLimit.Scope.KEY))
        .bulkhead(PLACES, CALLS, Duration.ofDays(1))
        .retry(retry)
        .breaker(1, 100)
        .build();
  }

  private static boolean isOfClassLoading(RecordedEvent event) {
    String text = event.toString();
    return text.contains("ClassLoader") || text.contains("initialization of");
  }

  private void callAll(Guard guard, int calls) throws InterruptedException {
    List<Thread> threads = new ArrayList<>(calls);
    for (int i = 0; i < calls; i++) {
      threads.add(
          Thread.startVirtualThread(
              () -> {
                try {
                  guard.about("the crowd").call(this::work);
                } catch (Refused | ConnectException e) {
                  // counted by the guard
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  /** Gives its carrier away in the middle; every tenth attempt fails. */
  private String work() throws ConnectException {
    int attempt = attempts.incrementAndGet();
    atWorkMost.accumulate(atWork.incrementAndGet());
    try {
      LockSupport.parkNanos(1);
      if (attempt % 10 == 0) {
        throw new ConnectException("refused");
      }
      return "done";
    } finally {
      atWork.decrementAndGet();
    }
  }

  /** Ends only if as many calls as there are places can be at work at once. */
  private static void fillAllPlaces(Guard guard) throws InterruptedException {
    CountDownLatch taken = new CountDownLatch(PLACES);
    List<Thread> threads = new ArrayList<>(PLACES);
    for (int i = 0; i < PLACES; i++) {
      threads.add(
          Thread.startVirtualThread(
              () ->
                  guard.run(
                      () -> {
                        taken.countDown();
                        awaits(taken);
                      })));
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void awaits(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
