package dev.ballast.live.http2;

import io.netty.util.AsciiString;

/** The fields that every decoder knows (RFC 7541, appendix A), by index from 1 on. */
final class StaticTable {
  private static final String[] FIELDS =
      """
      :authority
      :method=GET
      :method=POST
      :path=/
      :path=/index.html
      :scheme=http
      :scheme=https
      :status=200
      :status=204
      :status=206
      :status=304
      :status=400
      :status=404
      :status=500
      accept-charset
      accept-encoding=gzip, deflate
      accept-language
      accept-ranges
      accept
      access-control-allow-origin
      age
      allow
      authorization
      cache-control
      content-disposition
      content-encoding
      content-language
      content-length
      content-location
      content-range
      content-type
      cookie
      date
      etag
      expect
      expires
      from
      host
      if-match
      if-modified-since
      if-none-match
      if-range
      if-unmodified-since
      last-modified
      link
      location
      max-forwards
      proxy-authenticate
      proxy-authorization
      range
      referer
      refresh
      retry-after
      server
      set-cookie
      strict-transport-security
      transfer-encoding
      user-agent
      vary
      via
      www-authenticate
      """
          .split("\n");

  static final int SIZE = FIELDS.length;

  private static final AsciiString[] NAMES = new AsciiString[SIZE];
  private static final AsciiString[] VALUES = new AsciiString[SIZE];

  static {
    for (int i = 0; i < SIZE; i++) {
      int equals = FIELDS[i].indexOf('=');
      NAMES[i] = AsciiString.cached(equals < 0 ? FIELDS[i] : FIELDS[i].substring(0, equals));
      VALUES[i] = AsciiString.cached(equals < 0 ? "" : FIELDS[i].substring(equals + 1));
    }
  }

  private StaticTable() {}

  static AsciiString name(int index) {
    return NAMES[index - 1];
  }

  static AsciiString value(int index) {
    return VALUES[index - 1];
  }
}
