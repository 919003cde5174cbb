package dev.ballast.cli.part;

/** A part that cannot be used, or parts that make no whole; the message says which and why. */
public final class PartException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final String fix;

  PartException(String file, String problem, String fix) {
    super(problem);
    this.file = file;
    this.fix = fix;
  }

  /** The part, as the user named it. */
  public String file() {
    return file;
  }

  /** What to do about it. */
  public String fix() {
    return fix;
  }
}
