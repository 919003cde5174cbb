package dev.ballast.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RandomStreamsTest {
  private static long[] next(RandomStream stream) {
    return LongStream.generate(stream::nextLong).limit(5).toArray();
  }

  @Test
  void streams_are_those_of_their_names_under_the_seed() {
    assertThat(next(RandomStreams.of(3).of("a"))).isEqualTo(next(RandomStream.of(3, "a")));
    assertThat(next(RandomStreams.turnable(3).of("a"))).isEqualTo(next(RandomStream.of(3, "a")));
  }

  @Test
  void turned_streams_go_on_as_those_of_the_other_seed_begin() {
    RandomStreams streams = RandomStreams.turnable(3);
    RandomStream one = streams.of("a");
    RandomStream other = streams.of("b");
    next(one);
    streams.turn(4);
    assertThat(next(one)).isEqualTo(next(RandomStream.of(4, "a")));
    assertThat(next(other)).isEqualTo(next(RandomStream.of(4, "b")));
    assertThat(next(streams.of("made later"))).isEqualTo(next(RandomStream.of(4, "made later")));
  }

  @Test
  void streams_that_were_not_kept_cannot_be_turned() {
    RandomStreams streams = RandomStreams.of(3);
    assertThatThrownBy(() -> streams.turn(4)).hasMessageContaining("were not kept");
  }
}
