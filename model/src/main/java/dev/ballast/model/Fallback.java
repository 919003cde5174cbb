package dev.ballast.model;

import org.jspecify.annotations.Nullable;

/** What replaces the answer of a call that failed; the request is then answered degraded. */
public sealed interface Fallback {
  /** An answer that needs nobody, such as {@code most-watched}. */
  record Named(String name) implements Fallback {}

  /** The last good answer of the same call, up to some age; the failure where there is none. */
  record Cached() implements Fallback {}

  /**
   * The answer of another endpoint.
   *
   * @param otherwise what replaces that one when it fails too; null lets the failure through
   */
  record Other(EndpointRef target, @Nullable Fallback otherwise) implements Fallback {}
}
