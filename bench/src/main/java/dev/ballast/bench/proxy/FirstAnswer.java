package dev.ballast.bench.proxy;

import dev.ballast.bench.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * From the start of the process to the first proxied answer, in real time: the median of several
 * starts, in turns.
 */
record FirstAnswer() implements ProxyCase {
  private static final int STARTS = 7;

  @Override
  public String option() {
    return "start";
  }

  @Override
  public String name() {
    return "start";
  }

  @Override
  public String measured() {
    return "time to the first proxied answer";
  }

  @Override
  public String unit() {
    return "s";
  }

  @Override
  public String goal() {
    return "1 s and less";
  }

  @Override
  public Entrance entrance() {
    return Entrance.CLEAR;
  }

  @Override
  public SequencedMap<Contender, Double> measure(Site site, List<Contender> contenders)
      throws IOException, InterruptedException {
    Map<Contender, List<Double>> values = new LinkedHashMap<>();
    for (int start = 0; start <= STARTS; start++) { // the first one finds files that were not read
      for (Contender contender : contenders) {
        long before = System.nanoTime();
        try (Server server = contender.start(site, entrance())) {
          server.get();
          double seconds = (System.nanoTime() - before) / 1e9;
          Turns.say("start %d: %s %.2f s", start, contender.name(), seconds);
          if (start > 0) {
            values.computeIfAbsent(contender, _ -> new ArrayList<>()).add(seconds);
          }
        }
      }
    }
    SequencedMap<Contender, Double> medians = new LinkedHashMap<>();
    values.forEach((contender, seconds) -> medians.put(contender, Turns.median(seconds)));
    return medians;
  }
}
