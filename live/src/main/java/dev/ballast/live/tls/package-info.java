/**
 * TLS on the connections of the live world: BoringSSL where it loads, certificates by the name that
 * a client asks for, mutual TLS between identities, and the renewal of all of it while connections
 * go on. Knows nothing of services and policies.
 */
@NullMarked
package dev.ballast.live.tls;

import org.jspecify.annotations.NullMarked;
