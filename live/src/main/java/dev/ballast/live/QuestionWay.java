package dev.ballast.live;

import dev.ballast.engine.Links;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The way of a question to a replica, and of its answer back: what the modelled link does to it.
 */
interface QuestionWay {
  /** What the question takes, in nanoseconds; {@link Links#VANISHES} when it is lost. */
  long thereNanos();

  /** What its answer takes, in nanoseconds; {@link Links#VANISHES} when it is lost. */
  long backNanos();

  /** Writes it on a connection to the replica. */
  void go(Outbound question);

  /** Where the replica listens; null where nobody is there any more. */
  @Nullable InetSocketAddress address();
}
