package dev.ballast.bench.proxy;

/** How clients come to a proxy. The proxy asks the backend in clear text, gRPC over HTTP/2. */
enum Entrance {
  /** HTTP/1.1 in clear text. */
  CLEAR,
  /** HTTP/1.1 and HTTP/2 over TLS 1.3, as ALPN decides. */
  TLS,
  /** gRPC over HTTP/2 in clear text. */
  GRPC
}
