package dev.ballast.bench;

import dev.ballast.bench.policies.PoliciesBench;
import dev.ballast.bench.proxy.ProxyBench;
import dev.ballast.bench.simulator.SimulatorBench;
import dev.ballast.bench.soak.SoakBench;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Runs one benchmark and prints its rows: {@code bench/run NAME [OPTION] [--json]}. */
public final class Bench {
  private static final int FAIL = 1;
  private static final int USAGE = 64;

  /** One benchmark. */
  public interface Benchmark {
    /** Measures; says on stderr how far it is. */
    List<Row> run() throws Exception;

    /** The same benchmark with an option; null when it has none of that name. */
    default @Nullable Benchmark with(String option) {
      return null;
    }

    /** The options that it has, for the usage; empty for none. */
    default String options() {
      return "";
    }
  }

  /** What must not happen has happened. */
  public static final class FailedException extends Exception {
    private final transient List<Row> rows;
    private final transient List<String> failures;

    /** Rows that were measured all the same, and what was wrong. */
    public FailedException(List<Row> rows, List<String> failures) {
      super(String.join("; ", failures));
      this.rows = List.copyOf(rows);
      this.failures = List.copyOf(failures);
    }
  }

  private Bench() {}

  public static void main(String[] args) throws Exception {
    Map<String, Benchmark> benchmarks = new LinkedHashMap<>();
    benchmarks.put("simulator", new SimulatorBench());
    benchmarks.put("proxy", new ProxyBench());
    benchmarks.put("policies", new PoliciesBench());
    benchmarks.put("soak", new SoakBench());
    List<String> words = Arrays.stream(args).filter(a -> !a.equals("--json")).toList();
    Benchmark benchmark = words.isEmpty() ? null : benchmarks.get(words.getFirst());
    for (int i = 1; i < words.size() && benchmark != null; i++) {
      benchmark = benchmark.with(words.get(i));
    }
    if (benchmark == null) {
      System.err.println("usage: bench/run NAME [OPTION] [--json], where NAME and OPTION are");
      benchmarks.forEach((name, each) -> System.err.println("  " + name + " " + each.options()));
      System.exit(USAGE);
      return;
    }
    boolean isJson = words.size() < args.length;
    try {
      print(words.getFirst(), benchmark.run(), isJson);
    } catch (FailedException e) {
      print(words.getFirst(), e.rows, isJson);
      e.failures.forEach(failure -> System.err.println("FAIL: " + failure));
      System.exit(FAIL);
    }
  }

  private static void print(String name, List<Row> rows, boolean isJson) {
    var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println(isJson ? json(name, rows) : table(rows));
  }

  private static String json(String name, List<Row> rows) {
    JsonMapper mapper = JsonMapper.shared();
    var document = mapper.createObjectNode().put("bench", name);
    var list = document.putArray("rows");
    for (Row row : rows) {
      var object = list.addObject();
      object.put("case", row.name()).put("measure", row.measure()).put("unit", row.unit());
      object.put("ballast", row.ballast());
      var peers = object.putObject("peers");
      row.peers().forEach(peers::put);
      object.put("ratio_to_best_peer", row.ratioToBestPeer());
      object.put("goal", row.goal());
    }
    return mapper.writerWithDefaultPrettyPrinter().writeValueAsString(document);
  }

  private static String table(List<Row> rows) {
    StringBuilder text = new StringBuilder();
    for (Row row : rows) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-28s %-30s %12.2f %s",
              row.name(),
              row.measure(),
              row.ballast(),
              row.unit()));
      row.peers()
          .forEach(
              (peer, value) -> text.append(String.format(Locale.ROOT, "   %s %.2f", peer, value)));
      Double ratio = row.ratioToBestPeer();
      if (ratio != null) {
        text.append(String.format(Locale.ROOT, "   ratio to the best %.2f", ratio));
      }
      text.append(row.goal().isEmpty() ? "" : "   goal: " + row.goal()).append('\n');
    }
    return text.toString();
  }
}
