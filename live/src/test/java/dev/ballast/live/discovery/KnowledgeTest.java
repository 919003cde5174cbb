package dev.ballast.live.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Units;
import java.net.InetSocketAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What follows from looks at a source, with time as an argument. */
final class KnowledgeTest {
  private static final long S = Units.SECOND;
  private static final Found ONE = Found.at(new InetSocketAddress("10.0.0.1", 80));
  private static final Lookup FAILED = new Lookup.Failed("no name server answers");
  private static final Lookup NOBODY = new Lookup.Nobody("there is no such name");

  private final Knowledge knowledge = new Knowledge(Knowledge.RETRY_MAX);

  private static Lookup answered(long ttlNanos) {
    return new Lookup.Answered(List.of(ONE), ttlNanos);
  }

  @Test
  void an_answer_holds_for_its_time_to_live_from_one_second_to_five_minutes() {
    assertThat(knowledge.learn(answered(30 * S), 0).againNanos()).isEqualTo(30 * S);
    assertThat(knowledge.learn(answered(0), 0).againNanos()).isEqualTo(S);
    assertThat(knowledge.learn(answered(86_400 * S), 0).againNanos()).isEqualTo(300 * S);
  }

  @Test
  void a_look_that_fails_changes_nothing_and_is_repeated_after_a_wait_that_doubles() {
    knowledge.learn(answered(30 * S), 0);
    long[] waits = {1, 2, 4, 8, 16, 30, 30};
    for (long wait : waits) {
      Knowledge.Conclusion next = knowledge.learn(FAILED, 0);
      assertThat(next.found()).containsExactly(ONE);
      assertThat(next.againNanos()).isEqualTo(wait * S);
    }
    assertThat(knowledge.learn(answered(30 * S), 0).remark()).isEqualTo("found again: 1 replica");
    assertThat(knowledge.learn(FAILED, 0).againNanos()).isEqualTo(S);
  }

  @Test
  void what_is_near_is_looked_at_again_as_often_as_ever() {
    Knowledge ofFile = new Knowledge(AddressFile.EVERY);
    for (int i = 0; i < 9; i++) {
      assertThat(ofFile.learn(FAILED, i * S).againNanos()).isEqualTo(S);
    }
  }

  @Test
  void the_same_failure_is_told_once() {
    knowledge.learn(answered(30 * S), 0);
    assertThat(knowledge.learn(FAILED, 0).remark())
        .isEqualTo("no name server answers; 1 replica known before stay");
    assertThat(knowledge.learn(FAILED, 0).remark()).isEmpty();
  }

  @Test
  void that_nobody_is_there_is_believed_when_it_has_been_said_for_a_while() {
    knowledge.learn(answered(30 * S), 0);
    assertThat(knowledge.learn(NOBODY, 100 * S).found()).containsExactly(ONE);
    assertThat(knowledge.learn(NOBODY, 130 * S - 1).found()).containsExactly(ONE);
    assertThat(knowledge.learn(NOBODY, 130 * S).found()).isEmpty();
  }

  @Test
  void a_failure_in_between_neither_counts_nor_starts_the_wait_anew() {
    knowledge.learn(answered(30 * S), 0);
    knowledge.learn(NOBODY, 100 * S);
    knowledge.learn(FAILED, 110 * S);
    assertThat(knowledge.learn(NOBODY, 130 * S).found()).isEmpty();
  }

  @Test
  void an_answer_in_between_starts_the_wait_anew() {
    knowledge.learn(answered(30 * S), 0);
    knowledge.learn(NOBODY, 100 * S);
    knowledge.learn(answered(30 * S), 110 * S);
    assertThat(knowledge.learn(NOBODY, 130 * S).found()).containsExactly(ONE);
  }

  @Test
  void where_nobody_was_known_nobody_is_believed_at_once() {
    assertThat(knowledge.learn(NOBODY, 0).found()).isEmpty();
    assertThat(knowledge.learn(new Lookup.Answered(List.of(), S), 0).remark()).isNotEmpty();
  }
}
