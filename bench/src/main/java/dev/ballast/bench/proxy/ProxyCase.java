package dev.ballast.bench.proxy;

import java.io.IOException;
import java.util.List;
import java.util.SequencedMap;

/** One thing that is measured of every proxy. */
interface ProxyCase {
  /** How the command line names it; several cases may share a name. */
  String option();

  /** As the rows name it. */
  String name();

  /** What is measured. */
  String measured();

  String unit();

  String goal();

  Entrance entrance();

  /** Starts the contenders, measures them and ends them; the fewer the better. */
  SequencedMap<Contender, Double> measure(Site site, List<Contender> contenders)
      throws IOException, InterruptedException;
}
