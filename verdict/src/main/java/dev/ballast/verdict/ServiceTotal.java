package dev.ballast.verdict;

import dev.ballast.observation.RunRecord.ServiceRecord;

/** One service, summed over runs. */
final class ServiceTotal {
  private final String name;
  private double nanos;
  private double insideNanos;
  private double atWorkNanos;
  private double workerNanos;

  ServiceTotal(String name) {
    this.name = name;
  }

  void add(ServiceRecord run, long lengthNanos) {
    nanos += lengthNanos;
    insideNanos += run.insideNanos();
    atWorkNanos += run.atWorkNanos();
    workerNanos += run.workerNanos();
  }

  ServiceSummary summary() {
    return new ServiceSummary(
        name,
        workerNanos == 0 ? Double.NaN : insideNanos / nanos,
        workerNanos == 0 ? Double.NaN : atWorkNanos / workerNanos);
  }
}
