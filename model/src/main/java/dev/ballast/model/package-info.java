<<<<<<< HEAD
/** What a system is, complete and consistent, as immutable values. */
=======
/**
 * What a system is: services, calls, policies, objectives, experiments and faults, as immutable
 * values.
 */
>>>>>>> tests
@NullMarked
package dev.ballast.model;

import org.jspecify.annotations.NullMarked;
