/**
 * Who is a candidate for the next attempt, and with which weight: ejection of replicas that stand
 * out, slow start of those that come back, pools of replicas by priority and zone with failover and
 * panic. The balancer chooses among the candidates.
 */
@NullMarked
package dev.ballast.policy.health;

import org.jspecify.annotations.NullMarked;
