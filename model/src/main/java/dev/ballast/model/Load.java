package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.kernel.Distribution;

/** Users' requests on one route. */
public sealed interface Load {
  /** The gateway's endpoint that is asked. */
  String route();

  /** What the requests are about. */
  Keys keys();

  /** The same requests about these keys. */
  Load about(Keys keys);

  /**
   * So many times this load: a rate times the factor, or users times the factor, at least one.
   *
   * @param factor above 0
   */
  Load times(double factor);

  /** Independent users: exponential gaps between requests. */
  record Poisson(String route, double perSecond, Keys keys) implements Load {
    public Poisson {
      Checks.positive(perSecond, "a rate");
    }

    public Poisson(String route, double perSecond) {
      this(route, perSecond, Keys.NONE);
    }

    @Override
    public Load about(Keys other) {
      return new Poisson(route, perSecond, other);
    }

    @Override
    public Load times(double factor) {
      return new Poisson(route, perSecond * factor, keys);
    }
  }

  /** A metronome: equal gaps between requests. */
  record Constant(String route, double perSecond, Keys keys) implements Load {
    public Constant {
      Checks.positive(perSecond, "a rate");
    }

    public Constant(String route, double perSecond) {
      this(route, perSecond, Keys.NONE);
    }

    @Override
    public Load about(Keys other) {
      return new Constant(route, perSecond, other);
    }

    @Override
    public Load times(double factor) {
      return new Constant(route, perSecond * factor, keys);
    }
  }

  /**
   * A fixed number of users, each waiting for its answer and then thinking before it asks again.
   */
  record Closed(String route, int users, Distribution think, Keys keys) implements Load {
    public Closed {
      Checks.that(users >= 1, "a closed load has at least one user");
    }

    public Closed(String route, int users, Distribution think) {
      this(route, users, think, Keys.NONE);
    }

    @Override
    public Load about(Keys other) {
      return new Closed(route, users, think, other);
    }

    @Override
    public Closed times(double factor) {
      return new Closed(route, (int) Math.max(1, Math.round(users * factor)), think, keys);
    }
  }
}
