package dev.ballast.bench.soak;

import java.io.IOException;
import java.time.Duration;
import java.util.Queue;

/** Renews the certificates of everybody, and now and then their root. */
final class Rotations extends Happening {
  private final Papers papers;

  Rotations(Papers papers, Duration every, Queue<String> complaints) {
    super("rotations", every, complaints);
    this.papers = papers;
  }

  @Override
  void happen(int time) throws IOException {
    papers.renew();
  }
}
