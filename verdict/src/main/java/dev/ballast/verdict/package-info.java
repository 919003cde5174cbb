/** From a model and its observations to PASS, FAIL or INCONCLUSIVE, with evidence; pure. */
@NullMarked
package dev.ballast.verdict;

import org.jspecify.annotations.NullMarked;
