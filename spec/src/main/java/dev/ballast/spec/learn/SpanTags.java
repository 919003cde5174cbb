package dev.ballast.spec.learn;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one span that matter here, under the names that OpenTracing and every edition
 * of OpenTelemetry's semantic conventions gave them.
 */
final class SpanTags {
  /** gRPC: unknown, deadline exceeded, resource exhausted, internal, unavailable, data loss. */
  private static final Set<String> FAILED_GRPC = Set.of("2", "4", "8", "13", "14", "15");

  Span.Kind kind = Span.Kind.INTERNAL;
  boolean error;
  private @Nullable String peerService;
  private @Nullable String address;
  private @Nullable String store;

  void put(String key, String value) {
    if (value.isEmpty()) {
      return;
    }
    switch (key) {
      case "span.kind" -> kind(value);
      case "error" -> error |= !value.equalsIgnoreCase("false");
      case "otel.status_code" -> error |= value.equalsIgnoreCase("error");
      case "http.status_code", "http.response.status_code" ->
          error |= value.length() == 3 && value.charAt(0) == '5';
      case "grpc.status_code", "rpc.grpc.status_code" -> error |= FAILED_GRPC.contains(value);
      case "peer.service" -> peerService = value;
      case "server.address", "net.peer.name", "peer.hostname", "peer.address" ->
          address = host(value);
      case "http.url", "url.full" -> address = address == null ? hostOfUrl(value) : address;
      case "db.system", "db.system.name", "db.type", "messaging.system" -> store = value;
      case "database" -> store = store == null ? jdbc(value) : store;
      case "db.statement", "db.query.text", "sql" -> store = store == null ? "database" : store;
      default -> {}
    }
  }

  /** Takes {@code client}, {@code SPAN_KIND_CLIENT} or {@code 3}. */
  void kind(String value) {
    String word = value.toUpperCase(Locale.ROOT);
    kind =
        switch (word.startsWith("SPAN_KIND_") ? word.substring("SPAN_KIND_".length()) : word) {
          case "SERVER", "2" -> Span.Kind.SERVER;
          case "CLIENT", "3" -> Span.Kind.CLIENT;
          case "PRODUCER", "4" -> Span.Kind.PRODUCER;
          case "CONSUMER", "5" -> Span.Kind.CONSUMER;
          default -> Span.Kind.INTERNAL;
        };
  }

  @Nullable String peer() {
    return peerService != null ? peerService : address;
  }

  @Nullable String store() {
    return store;
  }

  private static @Nullable String hostOfUrl(String url) {
    int scheme = url.indexOf("://");
    if (scheme < 0) {
      return null;
    }
    String rest = url.substring(scheme + 3);
    int end = 0;
    while (end < rest.length() && "/?#".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    return host(rest.substring(rest.lastIndexOf('@', end) + 1, end));
  }

  /** The name before the port; null for a bare address, which names one replica, not a service. */
  private static @Nullable String host(String value) {
    int colon = value.indexOf(':');
    String name = colon < 0 ? value : value.substring(0, colon);
    boolean isAddress = name.isEmpty() || name.startsWith("[") || name.matches("[0-9.]+");
    return isAddress ? null : name;
  }

  /** {@code jdbc:hsqldb:mem:testdb} is an hsqldb. */
  private static String jdbc(String value) {
    String[] parts = value.split(":", 3);
    return parts.length == 3 && parts[0].equals("jdbc") ? parts[1] : "database";
  }
}
