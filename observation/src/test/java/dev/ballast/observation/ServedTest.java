package dev.ballast.observation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import java.lang.ref.WeakReference;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServedTest {
  private static final int LOOKS = 20;

  private final Served first = new Served(List.of("buy", "look"));

  @Test
  void what_the_first_is_told_is_counted_by_the_last_under_its_name() {
    first.ended(1, Result.OK, 5);
    Served second = goneOnFrom(first, "look");
    Served third = goneOnFrom(second, "buy", "look");
    first.ended(0, Result.OK, 5);
    second.ended(0, Result.OK, 5);
    assertThat(third.results(0).total()).isEqualTo(1);
    assertThat(third.results(1).total()).isEqualTo(2);
  }

  @Test
  void the_first_keeps_none_alive_that_came_between() {
    Served second = goneOnFrom(first, "buy");
    var between = new WeakReference<>(second);
    Served last = goneOnFrom(second, "buy");
    second = last;
    for (int i = 0; i < LOOKS && between.get() != null; i++) {
      System.gc();
    }
    assertThat(between.get()).isNull();
    first.ended(0, Result.OK, 5);
    assertThat(second.results(0).total()).isEqualTo(1);
  }

  private static Served goneOnFrom(Served earlier, String... endpoints) {
    Served next = new Served(List.of(endpoints));
    next.goOn(earlier);
    return next;
  }
}
