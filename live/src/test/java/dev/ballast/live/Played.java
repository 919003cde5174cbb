package dev.ballast.live;

import dev.ballast.kernel.Result;
import dev.ballast.observation.Observation;
import dev.ballast.observation.RunRecord;
import java.util.List;

/** What one experiment gave: the record, and everything that was observed. */
record Played(RunRecord record, List<Observation> observed) {
  RunRecord.RouteRecord users() {
    return record.routes().getFirst();
  }

  /** Attempts over the edge that ended so. */
  long attempts(int edge, Result result) {
    return all(Observation.AttemptEnded.class).stream()
        .filter(a -> a.edge() == edge && a.result() == result)
        .count();
  }

  /** Calls over the edge that ended so. */
  long calls(int edge, Result result) {
    return all(Observation.CallEnded.class).stream()
        .filter(c -> c.edge() == edge && c.result() == result)
        .count();
  }

  <T extends Observation> List<T> all(Class<T> kind) {
    return observed.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
