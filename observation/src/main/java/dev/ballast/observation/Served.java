package dev.ballast.observation;

import dev.ballast.kernel.Result;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;

/**
 * What a monitoring system counts of the requests that one replica was asked: by endpoint and
 * result, and how long they took. One thread tells, any thread reads.
 */
public final class Served {
  private final List<String> endpoints;
  private final ResultCounts[] results;
  private final Buckets[] times;

  /** Statuses of HTTP are few, so that this stays small whatever clients do. */
  private final Map<Integer, LongAdder> refused = new ConcurrentHashMap<>();

  /**
   * Who counts now, the same for all that went on from one another: so that none of them keeps
   * those alive that came between.
   */
  private AtomicReference<Served> latest;

  /** Nothing counted yet. */
  public Served(List<String> endpoints) {
    this.endpoints = List.copyOf(endpoints);
    latest = new AtomicReference<>(this);
    results = new ResultCounts[endpoints.size()];
    times = new Buckets[endpoints.size()];
    for (int i = 0; i < results.length; i++) {
      results[i] = new ResultCounts();
      times[i] = new Buckets();
    }
  }

  /**
   * Goes on from what was counted before the system was changed, where endpoints have stayed; also
   * with what the earlier one is told from now on.
   */
  public void goOn(Served earlier) {
    latest = earlier.latest;
    latest.set(this);
    for (int i = 0; i < results.length; i++) {
      int at = earlier.endpoints.indexOf(endpoints.get(i));
      if (at >= 0) {
        results[i].addAll(earlier.results[at]);
        times[i].addAll(earlier.times[at]);
      }
    }
    earlier.refused.forEach((status, count) -> of(status).add(count.sum()));
  }

  /** A request for an endpoint has ended. */
  public void ended(int endpoint, Result result, long nanos) {
    Served now = latest.get();
    int there = now == this ? endpoint : now.endpoints.indexOf(endpoints.get(endpoint));
    if (there >= 0) {
      now.results[there].add(result);
      now.times[there].add(nanos);
    }
  }

  /** Something was refused before it was a request for any endpoint. */
  public void refused(int status) {
    of(status).increment();
  }

  private LongAdder of(int status) {
    return refused.computeIfAbsent(status, _ -> new LongAdder());
  }

  /** Their names. */
  public List<String> endpoints() {
    return endpoints;
  }

  /** How requests for an endpoint ended. */
  public ResultCounts results(int endpoint) {
    return results[endpoint];
  }

  /** How long requests for an endpoint took. */
  public Buckets times(int endpoint) {
    return times[endpoint];
  }

  /** How many were refused, by the status that they got. */
  public Map<Integer, Long> refused() {
    Map<Integer, Long> counts = new TreeMap<>();
    refused.forEach((status, count) -> counts.put(status, count.sum()));
    return counts;
  }
}
