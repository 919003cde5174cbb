package dev.ballast.bench.soak;

import java.time.Duration;

/**
 * How much of everything.
 *
 * @param length of the load
 * @param http1Users who ask without a pause
 * @param http2Connections over TLS
 * @param http2UsersPerConnection who ask without a pause
 * @param reloadsEvery from one change of the system file to the next
 * @param rotatesEvery from one renewal of certificates to the next
 * @param killsEvery from when a backend is well again to the next trouble
 * @param looks at memory, three and more
 * @param leakDetection level of Netty's leak detector in the roles' processes
 * @param awaitsIdle whether to wait in the end until connections that nobody uses are closed
 */
record SoakPlan(
    Duration length,
    int http1Users,
    int http2Connections,
    int http2UsersPerConnection,
    Duration reloadsEvery,
    Duration rotatesEvery,
    Duration killsEvery,
    int looks,
    String leakDetection,
    boolean awaitsIdle) {}
