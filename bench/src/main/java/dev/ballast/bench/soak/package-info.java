/**
 * An hour's worth of requests in minutes, through the roles of production in processes of their
 * own, while files are changed, certificates renewed and backends killed: what must not happen.
 */
@NullMarked
package dev.ballast.bench.soak;

import org.jspecify.annotations.NullMarked;
