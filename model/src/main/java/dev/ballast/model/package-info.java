/**
 * What a system is: services, calls, policies, objectives, experiments and faults, as immutable
 * values.
 */
@NullMarked
package dev.ballast.model;

import org.jspecify.annotations.NullMarked;
