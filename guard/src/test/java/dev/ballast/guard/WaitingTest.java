package dev.ballast.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ballast.kernel.Result;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Calls that wait for a place in a bulkhead. */
@Timeout(60)
class WaitingTest {
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final CountDownLatch holds = new CountDownLatch(1);
  private final List<String> served = new CopyOnWriteArrayList<>();

  @AfterEach
  void nothing_is_left_behind() {
    holds.countDown();
  }

  @Test
  void those_who_wait_are_served_in_the_order_in_which_they_came() throws Exception {
    Guard guard = Guard.named("g").bulkhead(1, 3, FOR_EVER).build();
    Thread first = holder(guard);
    Thread[] others = new Thread[3];
    for (int i = 0; i < others.length; i++) {
      String name = "caller " + i;
      others[i] = Thread.startVirtualThread(() -> guard.run(() -> served.add(name)));
      awaitWaiting(guard, i + 1);
    }
    holds.countDown();
    first.join();
    for (Thread other : others) {
      other.join();
    }
    assertThat(served).containsExactly("caller 0", "caller 1", "caller 2");
    assertThat(guard.state().reading("bulkhead", "waiting")).hasValue(0);
    assertThat(guard.state().ended(Result.OK)).isEqualTo(4);
  }

  @Test
  void no_more_wait_than_may() throws Exception {
    Guard guard = Guard.named("g").bulkhead(1, 1, FOR_EVER).build();
    holder(guard);
    Thread waiting = Thread.startVirtualThread(() -> guard.run(() -> served.add("waited")));
    awaitWaiting(guard, 1);
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> guard.run(() -> served.add("too many")))
        .withMessage("guard g: all 1 places are taken and 1 calls wait");
    holds.countDown();
    waiting.join();
    assertThat(served).containsExactly("waited");
  }

  @Test
  void a_wait_ends_when_it_has_lasted_long_enough_and_leaves_nothing_behind() throws Exception {
    Guard guard = Guard.named("g").bulkhead(1, 1, Duration.ofNanos(1)).build();
    Thread first = holder(guard);
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> guard.run(() -> served.add("late")))
        .withMessage("guard g: none of 1 places became free in time");
    assertThat(guard.state().reading("bulkhead", "waiting")).hasValue(0);
    holds.countDown();
    first.join();
    guard.run(() -> served.add("next"));
    assertThat(served).containsExactly("next");
  }

  @Test
  void the_deadline_ends_a_wait() throws Exception {
    Guard guard = Guard.named("g").deadline(Duration.ofMillis(1)).bulkhead(1, 1, FOR_EVER).build();
    holder(guard);
    assertThatExceptionOfType(Refused.class)
        .isThrownBy(() -> guard.run(() -> served.add("late")))
        .satisfies(refused -> assertThat(refused.result()).isEqualTo(Result.BULKHEAD_FULL));
  }

  @Test
  void an_interrupt_ends_a_wait_and_stays_set() throws Exception {
    Guard guard = Guard.named("g").bulkhead(1, 1, FOR_EVER).build();
    holder(guard);
    AtomicReference<Refused> refused = new AtomicReference<>();
    AtomicReference<Boolean> stays = new AtomicReference<>();
    Thread waiting =
        Thread.startVirtualThread(
            () -> {
              try {
                guard.run(() -> served.add("interrupted"));
              } catch (Refused e) {
                refused.set(e);
                stays.set(Thread.currentThread().isInterrupted());
              }
            });
    awaitWaiting(guard, 1);
    waiting.interrupt();
    waiting.join();
    assertThat(refused.get().result()).isEqualTo(Result.CANCELLED);
    assertThat(stays.get()).isTrue();
    assertThat(served).isEmpty();
    assertThat(guard.state().reading("bulkhead", "waiting")).hasValue(0);
  }

  private Thread holder(Guard guard) throws InterruptedException {
    CountDownLatch isIn = new CountDownLatch(1);
    Thread thread =
        Thread.startVirtualThread(
            () -> {
              try {
                guard.call(
                    () -> {
                      isIn.countDown();
                      holds.await();
                      return "held";
                    });
              } catch (Exception e) {
                served.add("holder failed: " + e);
              }
            });
    isIn.await();
    return thread;
  }

  static void awaitWaiting(Guard guard, long calls) {
    while (guard.state().reading("bulkhead", "waiting").orElse(-1) != calls) {
      Thread.onSpinWait();
    }
  }
}
