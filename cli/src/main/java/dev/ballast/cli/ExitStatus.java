package dev.ballast.cli;

/** The status a process of {@code ballast} ends with; scripts and CI depend on these numbers. */
final class ExitStatus {
  static final int PASS = 0;
  static final int FAIL = 1;
  static final int INCONCLUSIVE = 2;
  static final int USAGE = 64;
  static final int BAD_INPUT = 65;
  static final int DEFECT = 70;

  private ExitStatus() {}
}
