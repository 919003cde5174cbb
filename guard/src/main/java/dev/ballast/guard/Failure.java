package dev.ballast.guard;

import dev.ballast.kernel.Result;
import org.jspecify.annotations.Nullable;

/**
 * Why a fallback is asked for.
 *
 * @param result how the call ended
 * @param thrown what was thrown; null where an answer was returned that counts as a failure
 */
public record Failure(Result result, @Nullable Exception thrown) {}
