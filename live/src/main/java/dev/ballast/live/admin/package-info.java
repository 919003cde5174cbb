/**
 * The listener of the people who run a process. It has threads of its own: it answers also when an
 * event loop does not.
 */
@NullMarked
package dev.ballast.live.admin;

import org.jspecify.annotations.NullMarked;
