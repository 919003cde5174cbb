package dev.ballast.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import java.util.ArrayDeque;
import org.junit.jupiter.api.Test;

final class LineTest {
  private record Waiting(long since) {}

  @Test
  void requests_leave_at_either_end_or_in_between_as_from_a_plain_deque() {
    for (long seed = 0; seed < 100; seed++) {
      RandomStream random = RandomStream.of(seed, "line");
      Line<Waiting> line = new Line<>();
      ArrayDeque<Waiting> plain = new ArrayDeque<>();
      for (int step = 0; step < 1_000; step++) {
        switch (plain.isEmpty() ? 0 : random.nextInt(6)) {
          case 0, 1, 2 -> {
            Waiting next = new Waiting(step);
            line.add(next, step);
            plain.addLast(next);
          }
          case 3 -> {
            assertThat(line.oldestNanos()).isEqualTo(plain.getFirst().since());
            assertThat(line.takeOldest()).isSameAs(plain.removeFirst());
          }
          case 4 -> assertThat(line.takeNewest()).isSameAs(plain.removeLast());
          default -> {
            Waiting gone = plain.stream().skip(random.nextInt(plain.size())).findFirst().get();
            assertThat(line.remove(gone)).isTrue();
            assertThat(line.remove(gone)).isFalse();
            plain.remove(gone);
          }
        }
        assertThat(line.size()).as("seed %s, step %s", seed, step).isEqualTo(plain.size());
      }
    }
  }
}
