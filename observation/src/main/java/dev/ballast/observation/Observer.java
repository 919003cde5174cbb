package dev.ballast.observation;

/** Is told what happens, in the order of time as far as the world can order it. */
@FunctionalInterface
public interface Observer {
  void on(Observation observation);
}
