package dev.ballast.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

final class SharedRandomStreamTest {
  @Test
  void threads_never_get_the_same_number() throws InterruptedException {
    SharedRandomStream shared = new SharedRandomStream(1);
    Set<Long> seen = ConcurrentHashMap.newKeySet();
    Thread[] threads = new Thread[4];
    for (int i = 0; i < threads.length; i++) {
      threads[i] =
          new Thread(
              () -> {
                for (int draw = 0; draw < 50_000; draw++) {
                  seen.add(shared.nextLong());
                }
              });
      threads[i].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(seen).hasSize(200_000);
  }

  @Test
  void it_is_uniform() {
    SharedRandomStream shared = new SharedRandomStream(7);
    double sum = 0;
    for (int i = 0; i < 100_000; i++) {
      sum += shared.nextUnit();
    }
    assertThat(sum / 100_000).isCloseTo(0.5, within(0.005));
    assertThat(new SharedRandomStream(8).nextLong())
        .isNotEqualTo(new SharedRandomStream(7).nextLong());
  }
}
