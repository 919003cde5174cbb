package dev.ballast.live;

import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Peer;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.util.AsciiString;

/**
 * What a hop says of who asked: Via (RFC 9110, 7.6.3), Forwarded (RFC 7239) and the fields {@code
 * X-Forwarded-For}, {@code -Proto} and {@code -Host} that are older than it. They are worth as much
 * as whoever wrote them, so a gateway believes nobody.
 */
enum Forwarding {
  /** A gateway: what a user says of that is left out. */
  REPLACES,
  /** In front of a real program: who asked here comes after those before. */
  APPENDS,
  /** A program's own calls: it is the one who asks, and may say for whom. */
  LEAVES;

  private static final AsciiString FORWARDED = AsciiString.cached("forwarded");
  private static final AsciiString FOR = AsciiString.cached("x-forwarded-for");
  private static final AsciiString PROTO = AsciiString.cached("x-forwarded-proto");
  private static final AsciiString HOST = AsciiString.cached("x-forwarded-host");
  private static final AsciiString VIA_1 = AsciiString.cached("1.1 ballast");
  private static final AsciiString VIA_2 = AsciiString.cached("2 ballast");
  private static final AsciiString HTTP = AsciiString.cached("http");
  private static final AsciiString HTTPS = AsciiString.cached("https");
  private static final AsciiString SEPARATOR = AsciiString.cached(", ");
  private static final AsciiString BEFORE_HOST = AsciiString.cached(";host=\"");
  private static final AsciiString BEFORE_PROTO = AsciiString.cached("\";proto=");
  private static final AsciiString PLAIN_FOR = AsciiString.cached("for=");
  private static final AsciiString QUOTED_FOR = AsciiString.cached("for=\"[");
  private static final AsciiString QUOTED_FOR_END = AsciiString.cached("]\"");

  /** CGI and its heirs take an underscore for a dash. */
  private static final AsciiString[] OF_USERS = {
    FORWARDED,
    FOR,
    PROTO,
    HOST,
    AsciiString.cached("x_forwarded_for"),
    AsciiString.cached("x_forwarded_proto"),
    AsciiString.cached("x_forwarded_host")
  };

  private static final AsciiString[] CONTINUED = {FORWARDED, FOR};
  private static final AsciiString[] NONE = {};

  /** The fields of the request that are not passed on as they are. */
  AsciiString[] leftOut() {
    return switch (this) {
      case REPLACES -> OF_USERS;
      case APPENDS -> CONTINUED;
      case LEAVES -> NONE;
    };
  }

  /** Adds what this hop has to say. */
  void write(Fields out, Inbound request) {
    Peer peer = request.stream.peer();
    out.add(HttpHeaderNames.VIA, peer.protocol().equals("h2") ? VIA_2 : VIA_1);
    if (this == LEAVES) {
      return;
    }
    AsciiString scheme = peer.isSecure() ? HTTPS : HTTP;
    String host = request.head.authority();
    AsciiString before = value(request, FOR);
    AsciiString elements = value(request, FORWARDED);
    out.addJoined(FOR, before, before.isEmpty() ? before : SEPARATOR, peer.host());
    boolean isWide = peer.host().indexOf(":") >= 0; // an address of IPv6
    out.addJoined(
        FORWARDED,
        elements,
        elements.isEmpty() ? elements : SEPARATOR,
        isWide ? QUOTED_FOR : PLAIN_FOR,
        peer.host(),
        isWide ? QUOTED_FOR_END : AsciiString.EMPTY_STRING,
        BEFORE_HOST,
        isQuotable(host) ? host : "",
        BEFORE_PROTO,
        scheme);
    if (this == REPLACES) {
      out.add(PROTO, scheme);
      out.add(HOST, host);
    }
  }

  private AsciiString value(Inbound request, AsciiString name) {
    AsciiString said = this == APPENDS ? request.head.fields().get(name) : null;
    return said == null ? AsciiString.EMPTY_STRING : said;
  }

  private static boolean isQuotable(String host) {
    return host.indexOf('"') < 0 && host.indexOf('\\') < 0;
  }
}
