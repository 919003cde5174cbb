/** How the replica of each attempt is chosen: {@code Balance} says how, a {@code Balancer} does. */
@NullMarked
package dev.ballast.policy.balance;

import org.jspecify.annotations.NullMarked;
