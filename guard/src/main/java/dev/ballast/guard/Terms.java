package dev.ballast.guard;

import dev.ballast.kernel.Priority;
import org.jspecify.annotations.Nullable;

/**
 * What a caller says about a call.
 *
 * @param isIdempotent whether doing the work twice has the effect of doing it once
 * @param key what the call is about; null where nothing may be shared with other calls
 * @param priority what is held back last
 */
record Terms(boolean isIdempotent, @Nullable Object key, Priority priority) {}
