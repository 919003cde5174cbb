package dev.ballast.engine;

import dev.ballast.observation.Observation.Source;
import dev.ballast.policy.cache.Lifetime;
import org.jspecify.annotations.Nullable;

/**
 * The content of a real program's answer, where it has a say in being given to more than whoever
 * asked. Immutable, since it is given to several. Content that is not of this kind is never shared.
 */
public interface Shareable {
  /** How long it may be given again; null when it is for whoever asked alone. */
  @Nullable Lifetime lifetime();

  /** The bytes that keeping it costs. */
  long bytes();

  /** The same, saying where it came from. */
  Shareable from(Source source, long ageNanos);
}
