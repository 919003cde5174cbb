package dev.ballast.model;

/**
 * The messages that go from one group of replicas to another.
 *
 * @param bothWays whether those that go back are meant too
 */
public record Link(Side from, Side to, boolean bothWays) {
  /** A group of replicas. */
  public sealed interface Side {
    /** The side as the system file names it. */
    default String words() {
      return switch (this) {
        case Service(String name) -> name;
        case Zone(String name) -> "zone " + name;
        case Region(String name) -> "region " + name;
        case Anyone() -> "*";
      };
    }

    /** All replicas of a service. */
    record Service(String name) implements Side {}

    /** All replicas that stand in a zone. */
    record Zone(String name) implements Side {}

    /** All replicas that stand in a zone of a region. */
    record Region(String name) implements Side {}

    /** All replicas. */
    record Anyone() implements Side {}
  }

  /** The messages between two services. */
  public static Link ofServices(String from, String to, boolean bothWays) {
    return new Link(new Side.Service(from), new Side.Service(to), bothWays);
  }

  /** The link as the system file names it: {@code playback -> license}. */
  public String words() {
    return from.words() + (bothWays ? " <-> " : " -> ") + to.words();
  }
}
