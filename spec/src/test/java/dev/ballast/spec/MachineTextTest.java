package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Distribution.Constant;
import dev.ballast.kernel.Distribution.Exponential;
import dev.ballast.model.Machine;
import dev.ballast.model.Machine.Background;
import dev.ballast.model.Machine.Backlog;
import dev.ballast.model.Machine.Contention;
import dev.ballast.model.Machine.Cpu;
import dev.ballast.model.Machine.Pauses;
import dev.ballast.model.Machine.WarmUp;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a service runs on, as the file says it. */
final class MachineTextTest {
  private static final long MS = 1_000_000L;

  private static String text(String line, String steps, String load) {
    return """
    ballast: 1
    system: machines
    services:
      edge: {gateway: {routes: [GET /x/{id} -> shop.page]}}
      shop:
        workers: 40
        %s
        endpoints: {page: %s}
    experiments:
      e: {load: {GET /x/{id}: %s}, for: 60s}
    """
        .formatted(line, steps, load);
  }

  private static Machine read(String line) {
    return SpecTest.model(text(line, "[{work: 10ms}]", "10/s")).service("shop").machine();
  }

  private static List<String> codes(String line, String steps, String load) {
    return Spec.read("system.yaml", text(line, steps, load)).diagnostics().stream()
        .filter(d -> !d.code().equals("CHECK007"))
        .map(Diagnostic::code)
        .toList();
  }

  private static String problem(String line, String steps, String load) {
    return Spec.read("system.yaml", text(line, steps, load)).diagnostics().stream()
        .filter(d -> !d.code().equals("CHECK007"))
        .map(Diagnostic::problem)
        .findFirst()
        .orElse("none");
  }

  @Test
  void without_a_word_work_is_just_time() {
    assertThat(read("replicas: 1")).isEqualTo(Machine.IDEAL);
    assertThat(read("cpu: none")).isEqualTo(Machine.IDEAL);
    assertThat(read("contention: none")).isEqualTo(Machine.IDEAL);
  }

  @Test
  void a_cpu_has_cores_and_may_have_a_limit() {
    assertThat(read("cpu: 2").cpu()).isEqualTo(Cpu.of(2));
    assertThat(read("cpu: {cores: 0.5}").cpu()).isEqualTo(Cpu.of(0.5));
    assertThat(read("cpu: {cores: 4, limit: 1.5}").cpu()).isEqualTo(new Cpu(4, 1.5, 100 * MS));
    assertThat(read("cpu: {cores: 4, limit: 1.5, period: 10ms}").cpu())
        .isEqualTo(new Cpu(4, 1.5, 10 * MS));
  }

  @Test
  void contention_is_that_of_the_universal_scalability_law() {
    assertThat(read("contention: {serial: 3%, crosstalk: 0.01%}").contention())
        .isEqualTo(new Contention(0.03, 0.0001));
  }

  @Test
  void a_backlog_slows_work_down_ten_times_at_most() {
    assertThat(read("backlog: {slower: 1%}").backlog()).isEqualTo(new Backlog(0, 0.01, 10));
    assertThat(read("backlog: {above: 50, slower: 1%, at-most: 5}").backlog())
        .isEqualTo(new Backlog(50, 0.01, 5));
  }

  @Test
  void pauses_may_grow_with_what_is_there() {
    assertThat(read("pauses: {every: exponential(20s), for: 50ms, per-request: 1ms}").pauses())
        .isEqualTo(new Pauses(new Exponential(20_000 * MS), new Constant(50 * MS), MS));
  }

  @Test
  void replicas_are_warm_at_first_unless_they_are_said_to_be_cold() {
    assertThat(read("warms-up: {for: 30s, from: 3}").warmUp())
        .isEqualTo(new WarmUp(30_000 * MS, 3, false));
    assertThat(read("warms-up: {for: 30s, from: 3, at-start: cold}").warmUp())
        .isEqualTo(new WarmUp(30_000 * MS, 3, true));
  }

  @Test
  void background_work_takes_a_worker_and_each_replica_has_its_own_times() {
    Background job = new Background(new Constant(60_000 * MS), new Constant(2_000 * MS), 1, false);
    assertThat(read("background: {every: 60s, work: 2s}").background()).containsExactly(job);
    assertThat(
            read("background: [{every: 60s, work: 2s}, {every: 60s, work: 2s, together: true}]")
                .background())
        .containsExactly(job, new Background(job.every(), job.work(), 1, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "backlog: {slower: 1%}",
        "pauses: {every: exponential(20s), for: lognormal(p50=50ms, p99=300ms), per-request: 1us}",
        "warms-up: {for: 30s, from: 1.5, at-start: cold}",
        "background: [{every: 60s, work: 2s}, {every: exponential(1s), work: 1ms, workers: 4}]",
        "cpu: 2",
        "cpu: {cores: 4, limit: 0.001, period: 1ms}",
        "contention: {serial: 3%}",
        "contention: {serial: 1.5%, crosstalk: 0.01%}"
      })
  void the_effective_file_reads_back_as_the_same_system(String line) {
    SystemModel model = SpecTest.model(text(line, "[{work: 1ms}, {wait: 5ms}]", "10/s"));
    assertThat(SpecTest.model(Effective.yaml(model))).isEqualTo(model);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cpu: 0|SPEC017",
        "cpu: 2000|SPEC017",
        "cpu: two|SPEC015",
        "cpu: 500m|SPEC014",
        "cpu: {limit: 2}|SPEC011",
        "cpu: {cores: 2, limit: 2}|SPEC022",
        "cpu: {cores: 2, limit: 0}|SPEC017",
        "cpu: {cores: 2, limit: 1, period: 2s}|SPEC017",
        "contention: {}|SPEC022",
        "contention: {serial: 101%}|SPEC017",
        "contention: 3%|SPEC018",
        "backlog: {above: 5}|SPEC011",
        "backlog: {slower: 0%}|SPEC017",
        "backlog: {slower: 1%, at-most: 1}|SPEC017",
        "pauses: {every: 1s}|SPEC011",
        "pauses: {every: 1us, for: 1ms}|SPEC017",
        "warms-up: {for: 30s, from: 1}|SPEC017",
        "warms-up: {for: 30s, from: 3, at-start: hot}|SPEC018",
        "background: {every: 0s, work: 1s}|SPEC017",
        "background: {every: 1s, work: 1s, workers: 41}|SPEC022",
        "background: {every: 1s, work: 1s, workers: 0}|SPEC022",
        "background: []|SPEC011"
      })
  void what_a_machine_cannot_be_is_refused(String line, String code) {
    assertThat(codes(line, "[{work: 1ms}]", "10/s")).containsExactly(code);
  }

  @Test
  void steps_within_memories_and_turns_are_steps_like_others() {
    String steps =
        "[{memory: {miss: [{wait: 8ms}, {together: [{work: 1ms}, []]}]}},"
            + " {one-at-a-time: [{work: 2ms}, {memory: {entries: 7, miss: [{fails: 1%}]}}]}]";
    SystemModel model = SpecTest.model(text("cpu: 2", steps, "{requests: 10/s, keys: 9}"));
    List<Step> read = model.service("shop").endpoints().getFirst().steps();
    Step wait = new Step.Wait(new Constant(8 * MS));
    Step together = new Step.Together(List.of(List.of(work(1)), List.of()));
    Step last = new Step.Memory(7, List.of(new Step.Fails(0.01)));
    assertThat(read)
        .containsExactly(
            new Step.Memory(10_000, List.of(wait, together)),
            new Step.OneAtATime(List.of(work(2), last)));
    assertThat(SpecTest.model(Effective.yaml(model))).isEqualTo(model);
  }

  private static Step work(long ms) {
    return new Step.Work(new Constant(ms * MS));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{memory: {entries: 5}}]|SPEC011",
        "[{memory: {entries: 0, miss: [{work: 1ms}]}}]|SPEC017",
        "[{memory: {miss: []}}]|SPEC011",
        "[{memory: [{work: 1ms}]}]|SPEC013",
        "[{one-at-a-time: {work: 1ms}}]|SPEC013",
        "[{one-at-a-time: [{work: 1ms}, {one-at-a-time: [{work: 1ms}]}]}]|SPEC022",
        "[{one-at-a-time: [{together: [{one-at-a-time: [{work: 1ms}]}, []]}]}]|SPEC022",
        "[{wait: 1ms, work: 1ms}]|SPEC021",
        "[{memory: {miss: [{call: nobody.page}]}}]|CHECK001",
        "[{one-at-a-time: [{call: nobody.page}]}]|CHECK001",
        "[{memory: {miss: [{call: shop.page}]}}]|CHECK003"
      })
  void what_steps_cannot_be_is_refused(String steps, String code) {
    assertThat(codes("replicas: 1", steps, "{requests: 10/s, keys: 9}")).contains(code);
  }

  @Test
  void an_empty_memory_that_lets_through_too_much_is_worth_a_note() {
    String steps = "[{work: 1ms}, {memory: {miss: [{work: 10ms}]}}]";
    String load = "{requests: %s, keys: 9}";
    assertThat(codes("cpu: 2", steps, load.formatted("181/s"))).isEmpty();
    assertThat(codes("cpu: 2", steps, load.formatted("182/s"))).containsExactly("CHECK061");
    assertThat(problem("cpu: 2", steps, load.formatted("200/s")))
        .isEqualTo(
            "`shop` is overloaded in `e` while its memory is empty: 200/s × 11ms keep 2.2 of 2"
                + " cores busy");
    assertThat(codes("cpu: 2", steps, load.formatted("2001/s"))).containsExactly("CHECK008");
  }

  @Test
  void steps_that_are_about_keys_where_no_request_has_one_are_worth_a_note() {
    String memory = "[{memory: {miss: [{work: 1ms}]}}]";
    String turns = "[{together: [{one-at-a-time: [{work: 1ms}]}, []]}]";
    assertThat(problem("cpu: 2", memory, "10/s"))
        .isEqualTo("requests of `e` have no keys, so the memory of `shop.page` never hits");
    assertThat(problem("cpu: 2", turns, "10/s"))
        .isEqualTo("requests of `e` have no keys, so all requests for `shop.page` take turns");
    assertThat(codes("cpu: 2", turns, "{requests: 10/s, keys: 2}")).isEmpty();
  }

  @Test
  void a_gateway_has_no_machine() {
    String text =
        text("replicas: 1", "[{work: 1ms}]", "10/s").replace("gateway: {", "cpu: 2, gateway: {");
    assertThat(Spec.read("system.yaml", text).diagnostics())
        .anyMatch(d -> d.code().equals("SPEC021") && d.problem().contains("`gateway` and `cpu`"));
  }

  @Test
  void more_work_than_cores_is_overload() {
    assertThat(codes("cpu: 2", "[{work: 10ms}]", "200/s")).isEmpty();
    assertThat(problem("cpu: 2", "[{work: 10ms}]", "210/s"))
        .isEqualTo("`shop` is overloaded in `e`: 210/s × 10ms keep 2.1 of 2 cores busy");
    assertThat(codes("cpu: 2", "[{work: 9ms}, {wait: 90ms}]", "210/s")).isEmpty();
    assertThat(problem("cpu: {cores: 2, limit: 0.5}", "[{work: 10ms}]", "60/s"))
        .contains("0.6 of 0.5 cores");
    assertThat(codes("cpu: 2", "[{together: [{work: 10ms}, {work: 10ms}]}]", "110/s"))
        .containsExactly("CHECK008");
  }

  @Test
  void what_pauses_and_background_work_take_is_missing() {
    String machine =
        """
        cpu: 2
            pauses: {every: 900ms, for: 100ms}
            background: {every: 10s, work: 1s}
        """
            .strip(); // leaves 2 * 0.9 - 0.1
    assertThat(codes(machine, "[{work: 10ms}]", "169/s")).isEmpty();
    assertThat(problem(machine, "[{work: 10ms}]", "171/s")).contains("of 1.7 cores");
    String half = "background: {every: 1s, work: 500ms, workers: 40}";
    assertThat(codes(half, "[{work: 100ms}]", "199/s")).isEmpty();
    assertThat(problem(half, "[{work: 100ms}]", "201/s")).contains("of 20 workers");
  }

  @Test
  void more_kinds_of_background_work_than_there_may_be_are_refused() {
    String many = "{every: 1s, work: 1ms}, ".repeat(17);
    assertThat(codes("background: [" + many + "]", "[{work: 1ms}]", "10/s"))
        .containsExactly("SPEC017");
  }

  @Test
  void more_work_than_contention_allows_at_best_is_overload() {
    String contention = "contention: {serial: 5%, crosstalk: 1%}"; // 4.26 at its peak of 10
    assertThat(codes(contention, "[{work: 10ms}]", "425/s")).isEmpty();
    assertThat(problem(contention, "[{work: 10ms}]", "430/s")).contains("4.3 of", "at best");
  }
}
