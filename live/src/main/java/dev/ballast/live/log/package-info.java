/** What is written of requests as they end. */
@NullMarked
package dev.ballast.live.log;

import org.jspecify.annotations.NullMarked;
