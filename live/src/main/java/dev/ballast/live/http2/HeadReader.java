package dev.ballast.live.http2;

import static java.util.Objects.requireNonNull;

import dev.ballast.live.http.Authority;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Makes a head, or trailers, of the fields of a block, and finds what is wrong with them (RFC 9113,
 * 8.1 to 8.3). One per connection, for one block after the other.
 */
final class HeadReader implements HpackDecoder.Taker {
  private static final AsciiString COOKIE = AsciiString.cached("cookie");
  private static final AsciiString CRUMB = AsciiString.cached("; ");
  private static final AsciiString TRAILERS = AsciiString.cached("trailers");
  private static final int METHOD_MAX = 24;
  private static final int FIELD_OVERHEAD = 32;

  private enum Expected {
    REQUEST,
    RESPONSE,
    TRAILERS
  }

  private final HpackDecoder decoder = new HpackDecoder();
  private final int bytesMax;
  private final int fieldsMax;

  private Expected expected = Expected.REQUEST;
  private Fields fields = Fields.NONE;
  private int bytes;
  private int count;
  private @Nullable AsciiString method;
  private @Nullable AsciiString scheme;
  private @Nullable AsciiString authority;
  private @Nullable AsciiString host;
  private @Nullable AsciiString path;
  private @Nullable AsciiString cookie;
  private int status;
  private long contentLength;
  private boolean isPastPseudo;
  private @Nullable String malformed;

  HeadReader(int bytesMax, int fieldsMax) {
    this.bytesMax = bytesMax;
    this.fieldsMax = fieldsMax;
  }

  /** What is wrong with the block that was read last, or null. */
  @Nullable String malformed() {
    return malformed;
  }

  /** Whether the block that was read last has more fields, or more bytes, than are taken. */
  boolean isTooLarge() {
    return bytes > bytesMax || count > fieldsMax;
  }

  /** How long the body is to be; −1 where the head did not say. */
  long contentLength() {
    return contentLength;
  }

  /** Reads a block only for the sake of the table of the compression. */
  void skip(byte[] block, int length) {
    read(block, length, Expected.TRAILERS);
  }

  /** A request's head; null where it is {@link #malformed} or too large. */
  @Nullable RequestHead request(byte[] block, int length) {
    read(block, length, Expected.REQUEST);
    if (isTooLarge()) {
      return null;
    }
    checkRequest();
    if (malformed != null) {
      return null;
    }
    AsciiString to = authority != null ? authority : host != null ? host : AsciiString.EMPTY_STRING;
    return new RequestHead(
        requireNonNull(method).toString(),
        requireNonNull(scheme).toString(),
        to.toString(),
        requireNonNull(path).toString(),
        fields);
  }

  /** An answer's head; null where it is {@link #malformed} or too large. */
  @Nullable ResponseHead response(byte[] block, int length) {
    read(block, length, Expected.RESPONSE);
    if (status < 100 || status == 101) {
      wrong("no status of HTTP/2");
    }
    return malformed != null || isTooLarge() ? null : new ResponseHead(status, fields);
  }

  /** Trailers; null where they are {@link #malformed} or too large. */
  @Nullable Fields trailers(byte[] block, int length) {
    read(block, length, Expected.TRAILERS);
    return malformed != null || isTooLarge() ? null : fields;
  }

  private void read(byte[] block, int length, Expected what) {
    expected = what;
    fields = new Fields(8, Math.max(64, Math.min(2 * length, bytesMax)));
    bytes = 0;
    count = 0;
    method = null;
    scheme = null;
    authority = null;
    host = null;
    path = null;
    cookie = null;
    status = 0;
    contentLength = -1;
    isPastPseudo = false;
    malformed = null;
    decoder.decode(block, length, this);
    if (cookie != null && !isTooLarge()) {
      fields.add(COOKIE, cookie);
    }
  }

  private void wrong(String what) {
    if (malformed == null) {
      malformed = what;
    }
  }

  @Override
  public void field(FieldName name, AsciiString value, boolean isValueValid) {
    count++;
    bytes += FIELD_OVERHEAD + name.text().length() + value.length();
    if (isTooLarge() || malformed != null) {
      return;
    }
    if (!isValueValid) {
      wrong("the value of a field");
      return;
    }
    switch (name.kind()) {
      case METHOD -> method = pseudo(method, value, Expected.REQUEST);
      case SCHEME -> scheme = pseudo(scheme, value, Expected.REQUEST);
      case AUTHORITY -> authority = pseudo(authority, value, Expected.REQUEST);
      case PATH -> path = pseudo(path, value, Expected.REQUEST);
      case STATUS -> {
        pseudo(status == 0 ? null : value, value, Expected.RESPONSE);
        long number = value.length() == 3 ? Octets.number(value) : 0;
        status = number > 599 ? 0 : (int) number;
      }
      case HOST -> host(name, value);
      case TE -> te(name, value);
      case COOKIE -> cookie(name, value);
      case CONTENT_LENGTH -> length(name, value);
      case CONNECTION_SPECIFIC -> wrong("a field of one connection: " + name.text());
      case SECRET, ORDINARY -> ordinary(name, value);
      case UNKNOWN_PSEUDO -> wrong("an unknown pseudo-field");
      case INVALID -> wrong("the name of a field");
    }
  }

  private AsciiString pseudo(@Nullable AsciiString earlier, AsciiString value, Expected where) {
    if (expected != where) {
      wrong("a pseudo-field that does not belong here");
    } else if (isPastPseudo) {
      wrong("a pseudo-field after other fields");
    } else if (earlier != null) {
      wrong("a pseudo-field twice");
    }
    return value;
  }

  private void ordinary(FieldName name, AsciiString value) {
    isPastPseudo = true;
    fields.add(name.text(), value);
  }

  private void host(FieldName name, AsciiString value) {
    if (expected != Expected.REQUEST) {
      ordinary(name, value);
      return;
    }
    isPastPseudo = true;
    if (host != null) {
      wrong("Host twice");
    }
    host = value;
  }

  private void te(FieldName name, AsciiString value) {
    if (expected == Expected.REQUEST && !TRAILERS.contentEqualsIgnoreCase(value)) {
      wrong("te says more than trailers");
    }
    ordinary(name, value);
  }

  /** The crumbs of a cookie become one again (RFC 9113, 8.2.3). */
  private void cookie(FieldName name, AsciiString value) {
    if (expected != Expected.REQUEST) {
      ordinary(name, value);
      return;
    }
    isPastPseudo = true;
    cookie = cookie == null ? value : cookie.concat(CRUMB).concat(value);
  }

  private void length(FieldName name, AsciiString value) {
    long length = Octets.number(value);
    if (length < 0 || (contentLength >= 0 && contentLength != length)) {
      wrong("content-length");
    } else if (contentLength < 0) {
      contentLength = length;
      ordinary(name, value);
    }
  }

  private void checkRequest() {
    if (method == null || scheme == null || path == null) {
      wrong("a pseudo-field is missing");
      return;
    }
    if (!isMethod(method)) {
      wrong("the method");
    }
    if (!scheme.contentEquals("http") && !scheme.contentEquals("https")) {
      wrong("the scheme is neither http nor https");
    }
    boolean isStar = path.contentEquals("*") && method.contentEquals("OPTIONS");
    if (!Octets.isVisible(path) || (path.byteAt(0) != '/' && !isStar)) {
      wrong("the target is not a path");
    }
    checkAuthority();
  }

  private void checkAuthority() {
    AsciiString to = authority != null ? authority : host;
    if (to == null || to.isEmpty() || !isFine(to)) {
      wrong(to == null ? "neither :authority nor Host" : "the authority");
    } else if (authority != null && host != null && !authority.contentEqualsIgnoreCase(host)) {
      wrong(":authority and Host differ");
    }
  }

  private static boolean isFine(AsciiString authority) {
    int from = authority.arrayOffset();
    return Authority.isFine(authority.array(), from, from + authority.length());
  }

  private static boolean isMethod(AsciiString method) {
    for (int i = 0; i < method.length(); i++) {
      byte octet = method.byteAt(i);
      if ((octet < 'A' || octet > 'Z') && octet != '-') {
        return false;
      }
    }
    return !method.isEmpty() && method.length() <= METHOD_MAX && !method.contentEquals("CONNECT");
  }
}
