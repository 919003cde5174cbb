package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Distribution;
import dev.ballast.model.ArrivalRate;
import dev.ballast.model.Keys;
import dev.ballast.model.Load;
import dev.ballast.model.Mix;
import dev.ballast.spec.text.NearbyFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of load, as people write it, and what is wrong with it. */
final class LoadTest {
  private static final long S = SpecTest.S;
  private String table = "time,route,key\n0.5,GET /a,x\n1.25,GET /b,y\n1.25,GET /a,x\n";

  private SpecResult read(String loads) {
    NearbyFiles files =
        (path, bytesMax) -> {
          if (!path.equals("t.csv")) {
            throw new IOException("there is no such file");
          }
          return table.getBytes(StandardCharsets.UTF_8);
        };
    return Spec.read(
        "a.yaml",
        """
        ballast: 1
        system: a
        services:
          edge: {gateway: {routes: [GET /a -> s.go, GET /b -> s.go]}}
          s: {endpoints: {go: [work: 1ms]}}
        experiments:
          e: {for: 60s, load: {LOADS}}
        """
            .replace("LOADS", loads),
        files);
  }

  private Load load(String text) {
    SpecResult result = read(text);
    if (result.model() == null) {
      throw new AssertionError(result.rendered(false));
    }
    return result.model().experiments().getFirst().loads().getFirst();
  }

  private List<String> problems(String text) {
    return read(text).diagnostics().stream().map(Diagnostic::problem).toList();
  }

  @Test
  void a_ramp_is_a_map_from_times_to_rates() {
    assertThat(load("GET /a: {ramp: {0s: 60/min, 1min: 500/s}}"))
        .isEqualTo(
            new Load.Poisson(
                Mix.of("GET /a"),
                new ArrivalRate.Ramp(
                    List.of(new ArrivalRate.Point(0, 1), new ArrivalRate.Point(60 * S, 500)))));
    assertThat(load("GET /a: {steps: {30s: 0/s, 0s: 5/s}, spacing: constant}"))
        .isEqualTo(
            new Load.Constant(
                Mix.of("GET /a"),
                new ArrivalRate.Steps(
                    List.of(new ArrivalRate.Point(0, 5), new ArrivalRate.Point(30 * S, 0)))));
  }

  @Test
  void a_daily_rhythm_has_a_mean_and_a_peak() {
    assertThat(load("GET /a: {diurnal: {mean: 100/s, peak: 150/s, peak-at: 20h}}"))
        .isEqualTo(
            new Load.Poisson(
                Mix.of("GET /a"), new ArrivalRate.Diurnal(100, 150, 86_400 * S, 72_000 * S)));
    assertThat(problems("GET /a: {diurnal: {mean: 100/s, peak: 201/s}}"))
        .containsExactly("a peak is one to two times the mean");
  }

  @Test
  void bursts_and_phases_have_laws() {
    assertThat(load("GET /a: {bursts: {of: 200, every: exponential(10s)}}"))
        .isEqualTo(new Load.Bursts(Mix.of("GET /a"), 200, new Distribution.Exponential(10.0 * S)));
    assertThat(load("GET /a: {on-off: {on: {for: 5s, at: 9/s}, off: {for: exponential(20s)}}}"))
        .isEqualTo(
            new Load.OnOff(
                Mix.of("GET /a"),
                new Load.OnOff.Phase(new Distribution.Constant(5.0 * S), 9),
                new Load.OnOff.Phase(new Distribution.Exponential(20.0 * S), 0)));
  }

  @Test
  void a_load_of_several_routes_has_a_name_and_shares() {
    assertThat(load("shoppers: {requests: 5 users, routes: {GET /a: 70%, GET /b: 30%}, keys: 9}"))
        .isEqualTo(
            new Load.Closed(
                new Mix(
                    "shoppers",
                    List.of(new Mix.Share("GET /a", 0.7), new Mix.Share("GET /b", 0.3)),
                    new Keys(9, 0)),
                5,
                new Distribution.Constant(1e9)));
    assertThat(problems("x: {requests: 5/s, routes: {GET /a: 70%, GET /b: 20%}}"))
        .containsExactly("the shares of a mix must add up to 100 %");
    assertThat(problems("x: 5/s"))
        .containsExactly("the load `x` does not say which routes are asked");
    assertThat(problems("GET /a: {requests: 5/s, routes: {GET /a: 100%}}"))
        .containsExactly("`routes` in the load of the route `GET /a`");
    assertThat(problems("GET /a: 1/s, x: {requests: 5/s, routes: {GET /a: 100%}}"))
        .containsExactly("`GET /a` is asked by two loads");
    assertThat(problems("x: {requests: 5/s, routes: {GET /c: 100%}}"))
        .containsExactly("no route is called `GET /c`");
  }

  @Test
  void a_table_is_replayed_from_its_first_request() {
    Load.Replay replay = (Load.Replay) load("t: {replay: t.csv, speed: 2, from: 700ms}");
    assertThat(replay.routes()).containsExactly("GET /a", "GET /b");
    assertThat(replay.trace().lengthNanos()).isEqualTo(750_000_000);
    assertThat(List.of(replay.trace().key(0), replay.trace().key(1), replay.trace().key(2)))
        .containsExactly(1L, 2L, 1L);
    assertThat(replay.speed()).isEqualTo(2);
    assertThat(replay.trace().firstFrom(replay.fromNanos())).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "time           | 1706702400.5         | 1706702402       | 1500000000",
        "time_ms        | 1706702400500        | 1706702400501.25 | 1250000",
        "time_ns        | 1                    | 2                | 1",
        "time           | 2026-01-31T12:00:00Z | 2026-01-31T13:00:00.5+01:00 | 500000000",
        "id,TIME        | 7,1e3                | 8,1001           | 1000000000",
        "'\"a,b\",time' | '\"x\"\"y,\",1'      | 'z,2'            | 1000000000",
      })
  void times_are_seconds_or_instants(String header, String first, String second, long nanos) {
    table = header + "\r\n" + first + "\r\n" + second + "\n\n";
    Load.Replay replay = (Load.Replay) load("GET /a: {replay: t.csv}");
    assertThat(replay.trace().lengthNanos()).isEqualTo(nanos);
  }

  @Test
  void what_is_wrong_with_a_table_is_said_with_its_line() {
    assertThat(wrong("")).contains("the table is empty");
    assertThat(wrong("when\n1\n")).contains("line 1: no column is called time");
    assertThat(wrong("time\n")).contains("the table has no requests");
    assertThat(wrong("time\n1\nx\n")).contains("line 3: cannot read the time `x`");
    assertThat(wrong("time\n2\n1\n")).contains("line 3: earlier than the line before it");
    assertThat(wrong("time,key\n1\n")).contains("line 2: no key in column 2");
    assertThat(wrong("time\n\"1\n")).contains("line 2: a quotation mark is not closed");
    assertThat(wrong("time\n1\n1e9\n")).contains("line 3: more than 10000 hours");
    assertThat(wrong("time\n2026-13-31T00:00:00Z\n")).contains("line 2: cannot read the time");
    assertThat(wrong("time\n" + "1".repeat(20_000))).contains("line 2: longer than");
    table = "time,route\n1,/play\n";
    assertThat(problems("x: {replay: t.csv}").getFirst()).contains("line 2: cannot read `/play`");
  }

  private String wrong(String text) {
    table = text;
    return problems("GET /a: {replay: t.csv}").getFirst().toLowerCase(Locale.ROOT);
  }

  @Test
  void a_table_and_its_key_agree_about_the_route() {
    assertThat(problems("GET /a: {replay: t.csv}"))
        .containsExactly("the table says which routes are asked, and so does `GET /a`");
    table = "time\n1\n2\n";
    assertThat(problems("x: {replay: t.csv}"))
        .containsExactly("neither the table nor `x` says which route is asked");
    assertThat(problems("GET /a: {replay: t.csv, from: 2s}"))
        .containsExactly("a replay begins where its trace still has requests");
    assertThat(problems("GET /a: {replay: t.csv, from: 1s, repeat: true}"))
        .containsExactly("a replay that repeats has requests at two moments at least");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/etc/passwd", "../t.csv", "a/../../t.csv", "C:t.csv", "a\\\\t.csv"})
  void a_table_outside_of_the_directory_is_refused(String path) {
    assertThat(read("GET /a: {replay: \"" + path + "\"}").diagnostics())
        .extracting(Diagnostic::code)
        .containsExactly("SPEC015");
  }

  @Test
  void a_table_that_is_not_there_is_said() {
    assertThat(problems("GET /a: {replay: other.csv}"))
        .containsExactly("cannot read `other.csv`: there is no such file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ramp: {}}",
        "{ramp: {0s: 0/s}}",
        "{ramp: {0s: 1/s, 0ms: 2/s}}",
        "{ramp: {0s: 100000000/s}}",
        "{bursts: {of: 1, every: 0s}}",
        "{bursts: {of: 1000000, every: 1ns}}",
        "{bursts: {of: 0, every: 1s}}",
        "{on-off: {on: {for: 1us, at: 1/s}, off: {for: 1s}}}",
        "{on-off: {on: {for: 1s, at: 0/s}, off: {for: 1s}}}",
        "{on-off: {on: {for: 1s}, off: {for: 1s}}}",
        "{requests: 1/s, ramp: {0s: 1/s}}",
      })
  void what_makes_no_load_is_refused(String text) {
    assertThat(read("GET /a: " + text).model()).as(text).isNull();
    assertThat(read("GET /a: " + text).diagnostics()).as(text).hasSize(1);
  }
}
