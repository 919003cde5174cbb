package dev.ballast.live;

import static dev.ballast.live.EitherWorld.fault;
import static dev.ballast.live.EitherWorld.policy;
import static dev.ballast.live.EitherWorld.timeout;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Outcome;
import dev.ballast.kernel.Result;
import dev.ballast.model.Fault;
import dev.ballast.model.Link;
import dev.ballast.observation.Observation;
import org.junit.jupiter.api.Test;

/** What callers see of messages that are late, lost, doubled or cut off. */
interface LinkConformance extends EitherWorld {
  private static Systems chain(long timeoutMillis) {
    return Systems.gateway()
        .service("back", 1, 8, 8, Systems.call("leaf"))
        .service("leaf", 1, 8, 8, Systems.work(1))
        .policy("edge", "back", timeout(timeoutMillis));
  }

  private static Link there() {
    return Link.ofServices("edge", "back", false);
  }

  @Test
  default void a_request_that_arrives_and_whose_answer_is_lost_may_have_had_an_effect() {
    Played played = play(chain(50), fault(300, 400, new Fault.Partition("back", "edge", false)));
    about(played.attempts(0, Result.TIMED_OUT), 40, 2);
    about(played.attempts(1, Result.OK), REQUESTS, 2);
    assertThat(Result.TIMED_OUT.outcome()).isEqualTo(Outcome.UNKNOWN);
  }

  @Test
  default void a_delay_makes_requests_on_its_link_late() {
    Played played =
        play(
            chain(5_000),
            fault(300, 400, new Fault.Delay(there(), new Distribution.Constant(100 * MS))));
    long late =
        played.all(Observation.AttemptEnded.class).stream()
            .filter(a -> a.edge() == 0 && a.latencyNanos() >= 100 * MS)
            .count();
    about(late, 40, 2);
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
  }

  @Test
  default void a_message_that_is_lost_is_sent_again_after_200_ms() {
    Played played = play(chain(5_000), fault(500, 100, new Fault.Loss(there(), 0.5)));
    var latencies =
        played.all(Observation.AttemptEnded.class).stream()
            .filter(a -> a.edge() == 0)
            .map(Observation.AttemptEnded::latencyNanos)
            .toList();
    assertThat(latencies).filteredOn(nanos -> nanos >= 200 * MS).hasSizeBetween(1, 10);
    assertThat(latencies).filteredOn(nanos -> nanos > 100 * MS && nanos < 200 * MS).isEmpty();
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
  }

  @Test
  default void a_request_that_comes_twice_is_worked_on_twice_and_answered_once() {
    Played played = play(chain(5_000), fault(300, 400, new Fault.Duplicate(there(), 1)));
    assertThat(played.attempts(0, Result.OK)).isEqualTo(REQUESTS);
    about(played.attempts(1, Result.OK), REQUESTS + 40, 2);
  }

  @Test
  default void a_service_whose_name_is_not_resolved_is_unreachable() {
    Played played = play(chain(5_000), fault(300, 400, new Fault.Unresolved("back", 1)));
    about(played.attempts(0, Result.UNREACHABLE), 40, 2);
    about(played.attempts(1, Result.OK), 60, 2);
  }

  @Test
  default void messages_wait_for_their_turn_on_a_thin_line() {
    // 1 KB takes 20 ms at 400 kbit/s, and a request comes every 10 ms: the last of 20 waits 200 ms
    Played played = play(chain(5_000), fault(300, 200, new Fault.Bandwidth(there(), 400_000)));
    long longest =
        played.all(Observation.AttemptEnded.class).stream()
            .filter(a -> a.edge() == 0)
            .mapToLong(Observation.AttemptEnded::latencyNanos)
            .max()
            .orElse(0);
    assertThat(longest).isGreaterThan(190 * MS);
    assertThat(played.users().succeeded()).isEqualTo(REQUESTS);
  }

  @Test
  default void a_partition_of_zones_cuts_off_the_replicas_in_one_of_them() {
    Played played =
        play(
            Systems.gateway()
                .zones("a", "b")
                .service("back", 2, 8, 8, Systems.work(1))
                .policy("edge", "back", policy(50 * MS, 1, null, null)),
            fault(
                300,
                400,
                new Fault.Partition(
                    new Link(new Link.Side.Zone("a"), new Link.Side.Zone("b"), true))));
    about(played.attempts(0, Result.TIMED_OUT), 20, 2);
    assertThat(played.all(Observation.AttemptEnded.class))
        .filteredOn(a -> a.result() == Result.TIMED_OUT)
        .allMatch(a -> a.replica() == 1);
  }
}
