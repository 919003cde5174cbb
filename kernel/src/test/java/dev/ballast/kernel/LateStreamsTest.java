package dev.ballast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LateStreamsTest {
  private final List<Integer> made = new ArrayList<>();

  private LateStreams streams(RandomStreams of) {
    return new LateStreams(
        of,
        3,
        number -> {
          made.add(number);
          return "edge " + number;
        });
  }

  @Test
  void a_stream_is_made_when_it_is_first_asked_for_and_only_then() {
    LateStreams late = streams(RandomStreams.of(7));
    assertThat(made).isEmpty();
    RandomStream second = late.of(1);
    assertThat(late.of(1)).isSameAs(second);
    assertThat(made).containsExactly(1);
  }

  @Test
  void it_draws_what_a_stream_of_its_name_draws_whenever_it_is_made() {
    LateStreams late = streams(RandomStreams.of(7));
    for (int number : new int[] {2, 0, 1}) {
      assertThat(late.of(number).nextLong())
          .isEqualTo(RandomStream.of(7, "edge " + number).nextLong());
    }
  }

  @Test
  void one_that_is_made_after_the_turn_goes_on_from_the_other_seed_like_those_made_before() {
    RandomStreams turned = RandomStreams.turnable(7);
    LateStreams late = streams(turned);
    RandomStream before = late.of(0);
    long _ = before.nextLong();
    turned.turn(8);
    assertThat(before.nextLong()).isEqualTo(RandomStream.of(8, "edge 0").nextLong());
    assertThat(late.of(1).nextLong()).isEqualTo(RandomStream.of(8, "edge 1").nextLong());
  }
}
