package dev.ballast.live;

import dev.ballast.kernel.Result;
import io.netty.handler.codec.http.HttpHeaders;
import org.jspecify.annotations.Nullable;

/** A request on its way out over a {@link Pool}'s connection. Belongs to the pool's loop. */
interface Outbound {
  /** Writes the whole request. */
  void write(Draft out);

  /** Whether the answer has no body whatever its headers say. */
  default boolean isHead() {
    return false;
  }

  /** What an answer means to whoever asked. */
  default Result meaning(int status, HttpHeaders headers) {
    return Http.meaning(status, headers);
  }

  /** Whether the answer's headers and body are wanted, or just what it means. */
  boolean wantsContent();

  /** Notes which connection carries it; null when none does any more. */
  default void carriedBy(@Nullable ClientConnection connection) {}

  /** Whether nobody waits for the answer any more. */
  default boolean isAbandoned() {
    return false;
  }

  /** The answer says not to come again before so much time has passed; {@link #ended} follows. */
  default void toldToStayAway(long nanos) {}

  /** The answer, or why there is none. Called once, unless the connection was told to abandon. */
  void ended(Result result, @Nullable Response content);
}
