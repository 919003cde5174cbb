/** Which replicas of a service there are, where they come and go: by DNS, or by a watched file. */
@NullMarked
package dev.ballast.live.discovery;

import org.jspecify.annotations.NullMarked;
