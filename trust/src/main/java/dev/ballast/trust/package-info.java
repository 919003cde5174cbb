/**
 * Identities (SPIFFE), the certificates that show them, and whom to believe. The built-in authority
 * issues short-lived certificates; bundles of others are read from PEM. Everything is given the
 * time; nothing here knows a clock, a socket or a file.
 */
@NullMarked
package dev.ballast.trust;

import org.jspecify.annotations.NullMarked;
