/**
 * The PROXY protocol, version 2: what a proxy says ahead of everything else on a connection, so
 * that whoever is behind it knows whom it serves. After the specification by Willy Tarreau
 * (HAProxy, "The PROXY protocol, versions 1 &amp; 2").
 */
@NullMarked
package dev.ballast.live.proxyprotocol;

import org.jspecify.annotations.NullMarked;
