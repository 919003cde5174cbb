package dev.ballast.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class BulkheadTest {
  @Test
  void lets_in_as_many_calls_as_it_has_places() {
    Bulkhead bulkhead = new Bulkhead(2);
    assertThat(bulkhead.tryEnter()).isTrue();
    assertThat(bulkhead.tryEnter()).isTrue();
    assertThat(bulkhead.tryEnter()).isFalse();
  }

  @Test
  void a_place_given_back_is_free_for_one_call() {
    Bulkhead bulkhead = new Bulkhead(1);
    bulkhead.tryEnter();
    assertThat(bulkhead.tryEnter()).isFalse(); // and a refused call takes no place
    bulkhead.leave();
    assertThat(bulkhead.tryEnter()).isTrue();
    assertThat(bulkhead.tryEnter()).isFalse();
  }

  @Test
  void nobody_leaves_who_has_not_entered() {
    assertThatThrownBy(new Bulkhead(1)::leave).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void a_bulkhead_without_places_is_refused() {
    assertThatThrownBy(() -> new Bulkhead(0))
        .hasMessage("a bulkhead must let at least one call through");
  }
}
