/** What passing requests on costs, beside the proxies that people use. */
@NullMarked
package dev.ballast.bench.proxy;

import org.jspecify.annotations.NullMarked;
