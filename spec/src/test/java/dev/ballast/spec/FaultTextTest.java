package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Units;
import dev.ballast.model.Experiment;
import dev.ballast.model.Experiment.TimedFault;
import dev.ballast.model.Fault;
import dev.ballast.model.Fault.Scope;
import dev.ballast.model.Link;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults in a system file: door -> stock, which has three replicas in two zones. */
final class FaultTextTest {
  private static SpecResult read(String fault) {
    return Spec.read(
        "faults.yaml",
        """
        ballast: 1
        system: faults
        regions: {near: [a], far: [b]}
        services:
          door: {gateway: {routes: [GET /go -> stock.go]}}
          stock: {replicas: 3, endpoints: {go: [{work: 10ms}]}}
        objectives:
          fine: {route: GET /go, success: 90%}
        experiments:
          e:
            load: {GET /go: 100/s}
            for: 60s
            at: {1s: FAULT}
        """
            .replace("FAULT", fault));
  }

  private static TimedFault timed(String fault) {
    SpecResult result = read(fault);
    return Objects.requireNonNull(result.model(), () -> result.diagnostics().toString())
        .experiments()
        .getFirst()
        .faults()
        .getFirst();
  }

  private static Fault fault(String text) {
    return timed(text).fault();
  }

  private static List<String> problems(String fault) {
    return read(fault).diagnostics().stream().map(Diagnostic::problem).toList();
  }

  private static Scope stock(int replicas) {
    return new Scope("stock", replicas);
  }

  @Test
  void replicas_leave_in_good_order() {
    assertThat(fault("{leave: stock, replicas: 1 of 3 replicas, for: 20s}"))
        .isEqualTo(new Fault.Leave(stock(1), departure(10, 1)));
    assertThat(timed("{leave: stock, drain: 5s, known-after: 0s, for: 30s, over: 20s}"))
        .isEqualTo(
            new TimedFault(
                Units.SECOND,
                30 * Units.SECOND,
                20 * Units.SECOND,
                Experiment.ONCE,
                new Fault.Leave(stock(3), departure(5, 0))));
  }

  @Test
  void a_restart_may_drain_each_replica_first() {
    assertThat(fault("{restart: stock, for: 30s}")).isEqualTo(new Fault.Restart(stock(3)));
    assertThat(fault("{restart: stock, drain: 5s, known-after: 2s, for: 30s}"))
        .isEqualTo(new Fault.Restart(stock(3), departure(5, 2)));
  }

  @Test
  void a_restart_leaves_each_replica_the_time_to_drain() {
    assertThat(fault("{restart: stock, drain: 9999ms, for: 30s}"))
        .isInstanceOf(Fault.Restart.class);
    assertThat(problems("{restart: stock, drain: 10s, for: 30s}"))
        .contains("each of these replicas drains for 10s and is to be back after 10s");
  }

  @Test
  void callers_get_to_know_of_nothing_that_ends_without_a_word() {
    assertThat(problems("{restart: stock, known-after: 2s, for: 30s}"))
        .contains("callers get to know of nothing without a `drain`");
  }

  private static Fault.Departure departure(long drainSeconds, long knownAfterSeconds) {
    return new Fault.Departure(drainSeconds * Units.SECOND, knownAfterSeconds * Units.SECOND);
  }

  @Test
  void a_fault_of_requests_strikes_all_of_them_on_all_replicas_by_default() {
    assertThat(fault("{hang: stock}")).isEqualTo(new Fault.Hang(stock(3), 1));
    assertThat(fault("{corrupt: stock}")).isEqualTo(new Fault.Corrupt(stock(3), 1));
    assertThat(fault("{reset: stock}"))
        .isEqualTo(new Fault.Reset(stock(3), 1, Fault.Reset.When.ARRIVAL));
    assertThat(fault("{reset: stock, when: mid-answer, share: 10%}"))
        .isEqualTo(new Fault.Reset(stock(3), 0.1, Fault.Reset.When.MID_ANSWER));
    assertThat(fault("{rate-limited: stock}"))
        .isEqualTo(new Fault.RateLimited(stock(3), 1, Units.SECOND));
  }

  @Test
  void a_share_of_the_replicas_is_rounded_up() {
    assertThat(fault("{crash: stock, replicas: 33% of replicas}"))
        .isEqualTo(new Fault.Crash(stock(1)));
    assertThat(fault("{crash: stock, replicas: 34%}")).isEqualTo(new Fault.Crash(stock(2)));
    assertThat(fault("{crash: stock, replicas: 100% of 3 replicas}"))
        .isEqualTo(new Fault.Crash(stock(3)));
    assertThat(problems("{crash: stock, replicas: 0%}")).hasSize(1);
    assertThat(problems("{crash: stock, replicas: 50% of 4}"))
        .containsExactly("`stock` has 3 replicas, not 4");
  }

  @Test
  void a_link_has_services_zones_or_all_on_its_sides() {
    assertThat(fault("{partition: door <-> stock}"))
        .isEqualTo(new Fault.Partition("door", "stock", true));
    assertThat(fault("{loss: zone a -> stock, share: 1%}"))
        .isEqualTo(
            new Fault.Loss(
                new Link(new Link.Side.Zone("a"), new Link.Side.Service("stock"), false), 0.01));
    assertThat(fault("{duplicate: \"* -> *\"}"))
        .isEqualTo(
            new Fault.Duplicate(
                new Link(new Link.Side.Anyone(), new Link.Side.Anyone(), false), 1));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {
        "{partition: door -> shop}, no service is called `shop`",
        "{partition: region near -> region away}, no region is called `away`",
        "{region-down: near; over: 5s}, unknown key `over` in this fault",
        "{bandwidth: door -> stock; rate: 10MB/s}, unknown unit `MB/s` in `rate`",
        "{bandwidth: door -> stock}, this fault has no `rate`",
        "{delay: zone c -> stock; by: 5ms}, no zone is called `c`",
        "{partition: door stock}, cannot read `door stock` in `partition`",
        "{stress: stock; share: 100%}, `100%` in `share`",
        "{restart: stock}, this fault has no `for`",
        "{restart: stock; for: 9s; over: 5s}, unknown key `over` in this fault",
        "{stress: stock}, this fault has no `share`",
        "{delay: door -> stock}, this fault has no `by`",
        "{loss: door -> stock; share: 101%}, `101%` in `share`",
        "{reset: stock; when: later}, unknown word `later` in `when`",
        "{hang: stock; for: 5s; over: 6s}, this fault ends before it is there in full",
        "{hang: stock; for: 5s; every: 5s}, this fault begins again before it has ended",
        "{hang: stock; every: 5s}, this fault begins again before it has ended",
        "{hang: stock; for: 1us; every: 1ms}, this fault comes 60000 times",
        "{zone-down: a; over: 5s}, unknown key `over` in this fault",
        "{partition: door -> stock; over: 5s}, unknown key `over` in this fault",
        "{rollback: stock; for: 5s}, unknown key `for` in this fault",
      })
  void what_cannot_be_meant_is_refused(String fault, String problem) {
    assertThat(problems(fault.replace(';', ','))).contains(problem);
  }

  @Test
  void places_and_names_can_be_gone() {
    assertThat(fault("{region-down: far}")).isEqualTo(new Fault.RegionDown("far"));
    assertThat(fault("{dns-down: stock, share: 50%}"))
        .isEqualTo(new Fault.Unresolved("stock", 0.5));
    assertThat(fault("{bandwidth: region near <-> region far, rate: 1.5Mbit/s}"))
        .isEqualTo(
            new Fault.Bandwidth(
                new Link(new Link.Side.Region("near"), new Link.Side.Region("far"), true),
                1_500_000));
  }

  @Test
  void a_fault_comes_at_once_and_once_unless_it_is_told_otherwise() {
    TimedFault plain = timed("{hang: stock}");
    assertThat(plain.overNanos()).isZero();
    assertThat(plain.everyNanos()).isEqualTo(Experiment.ONCE);
    TimedFault again = timed("{hang: stock, for: 5s, over: 2s, every: 10s}");
    assertThat(again)
        .isEqualTo(
            new TimedFault(
                Units.SECOND,
                5 * Units.SECOND,
                2 * Units.SECOND,
                10 * Units.SECOND,
                new Fault.Hang(stock(3), 1)));
    assertThat(again.words()).isEqualTo("hang 3 replicas of stock over 2s");
  }
}
