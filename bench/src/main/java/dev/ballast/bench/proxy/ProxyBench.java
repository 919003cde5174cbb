package dev.ballast.bench.proxy;

import dev.ballast.bench.Bench;
import dev.ballast.bench.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The gateway beside nginx, HAProxy and Spring Cloud Gateway: one worker each, the same backend, in
 * one run and in turns. What is compared is CPU time of the proxy's process, which says the same on
 * a busy machine; how long the slowest requests take at a fixed rate; memory for idle connections;
 * and how soon the first request is answered.
 */
public final class ProxyBench implements Bench.Benchmark {
  private static final List<Contender> CONTENDERS =
      List.of(
          new Ballast(false),
          new Ballast(true),
          new Nginx(),
          new HaProxy(),
          new SpringCloudGateway());

  private static final List<ProxyCase> ALL =
      List.of(
          new CpuTime(
              "http1",
              "HTTP/1.1 keep-alive",
              Entrance.CLEAR,
              new Load.Wrk("http"),
              "0.9 and less; a fifth of Spring Cloud Gateway"),
          new CpuTime(
              "tls",
              "HTTP/1.1 over TLS 1.3",
              Entrance.TLS,
              new Load.Wrk("https"),
              "1.0 and less; a fifth of Spring Cloud Gateway"),
          new CpuTime(
              "h2",
              "HTTP/2 over TLS 1.3",
              Entrance.TLS,
              new Load.H2Load(false),
              "1.0 and less; a fifth of Spring Cloud Gateway"),
          new CpuTime("grpc", "gRPC, unary", Entrance.GRPC, new Load.H2Load(true), "1.0 and less"),
          new SlowAnswers("p99", "HTTP/1.1, %,d/s".formatted(SlowAnswers.RATE), Entrance.CLEAR),
          new SlowAnswers(
              "p99", "HTTP/1.1 over TLS, %,d/s".formatted(SlowAnswers.RATE), Entrance.TLS),
          new IdleConnections(10_000),
          new FirstAnswer());

  private final List<ProxyCase> cases;

  /** All cases. */
  public ProxyBench() {
    this(ALL);
  }

  private ProxyBench(List<ProxyCase> cases) {
    this.cases = cases;
  }

  @Override
  public Bench.@Nullable Benchmark with(String option) {
    List<ProxyCase> named = ALL.stream().filter(c -> c.option().equals(option)).toList();
    return named.isEmpty() ? null : new ProxyBench(named);
  }

  @Override
  public String options() {
    return "[%s]"
        .formatted(String.join("|", ALL.stream().map(ProxyCase::option).distinct().toList()));
  }

  @Override
  public List<Row> run() throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    try (Site site = Site.open()) {
      for (ProxyCase each : cases) {
        List<Contender> able = CONTENDERS.stream().filter(c -> c.offers(each.entrance())).toList();
        rows.addAll(rows(each, each.measure(site, able)));
      }
    }
    return rows;
  }

  /** A row for each way to run the gateway, beside all peers. */
  private static List<Row> rows(ProxyCase measured, SequencedMap<Contender, Double> values) {
    SequencedMap<String, Double> peers = new LinkedHashMap<>();
    values.forEach(
        (contender, value) -> {
          if (!contender.isBallast()) {
            peers.put(contender.name(), value);
          }
        });
    Predicate<Map.Entry<Contender, Double>> isOurs = entry -> entry.getKey().isBallast();
    return values.entrySet().stream()
        .filter(isOurs)
        .map(entry -> row(measured, entry.getKey(), entry.getValue(), peers))
        .toList();
  }

  private static Row row(
      ProxyCase measured, Contender ours, double value, SequencedMap<String, Double> peers) {
    String way = ours.name().equals(Ballast.NAME) ? "" : ", " + ours.name();
    return new Row(
        measured.name() + way,
        measured.measured(),
        measured.unit(),
        value,
        peers,
        true,
        measured.goal());
  }
}
