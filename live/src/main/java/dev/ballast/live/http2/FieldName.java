package dev.ballast.live.http2;

import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * The name of a field, and what HTTP/2 makes of it; known once per entry of a table, so that a
 * field that comes as an index is not looked at again.
 *
 * @param text in lower case
 * @param index the first entry of the static table with this name; 0 for none
 */
record FieldName(AsciiString text, int index, Kind kind) {
  enum Kind {
    METHOD,
    SCHEME,
    AUTHORITY,
    PATH,
    STATUS,
    HOST,
    TE,
    COOKIE,
    CONTENT_LENGTH,
    /** Of one connection: forbidden in HTTP/2 (RFC 9113, 8.2.2). */
    CONNECTION_SPECIFIC,
    /** Must not travel in a table that others might probe (RFC 7541, 7.1.3). */
    SECRET,
    ORDINARY,
    /** A pseudo-field that nobody defined. */
    UNKNOWN_PSEUDO,
    /** Not a name: upper case, or what is no token. */
    INVALID
  }

  private static final int SLOTS = 256;
  private static final @Nullable FieldName[] KNOWN = new FieldName[SLOTS];

  static {
    for (int i = StaticTable.SIZE; i >= 1; i--) { // so that the first of a name stays
      AsciiString text = StaticTable.name(i);
      put(new FieldName(text, i, kind(text.toString())));
    }
    for (String text :
        new String[] {"connection", "keep-alive", "proxy-connection", "upgrade", "te"}) {
      put(new FieldName(AsciiString.cached(text), 0, kind(text)));
    }
  }

  private static Kind kind(String text) {
    return switch (text) {
      case ":method" -> Kind.METHOD;
      case ":scheme" -> Kind.SCHEME;
      case ":authority" -> Kind.AUTHORITY;
      case ":path" -> Kind.PATH;
      case ":status" -> Kind.STATUS;
      case "host" -> Kind.HOST;
      case "te" -> Kind.TE;
      case "cookie" -> Kind.COOKIE;
      case "content-length" -> Kind.CONTENT_LENGTH;
      case "connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade" ->
          Kind.CONNECTION_SPECIFIC;
      case "authorization", "proxy-authorization" -> Kind.SECRET;
      default -> Kind.ORDINARY;
    };
  }

  private static void put(FieldName name) {
    int slot = slot(name.text.array(), name.text.arrayOffset(), name.text.length());
    while (KNOWN[slot] != null && !name.text.equals(KNOWN[slot].text)) {
      slot = (slot + 1) % SLOTS;
    }
    KNOWN[slot] = name;
  }

  private static int slot(byte[] bytes, int from, int length) {
    int hash = length * 7 + lower(bytes[from]) * 31 + lower(bytes[from + length - 1]) * 131;
    return (hash ^ lower(bytes[from + length / 2]) * 17) & (SLOTS - 1);
  }

  private static int lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
  }

  /** A name that means something here or is in the static table, whatever its case; else null. */
  static @Nullable FieldName known(byte[] bytes, int from, int length) {
    if (length == 0) {
      return null;
    }
    int slot = slot(bytes, from, length);
    for (FieldName name = KNOWN[slot]; name != null; name = KNOWN[slot]) {
      if (name.is(bytes, from, length)) {
        return name;
      }
      slot = (slot + 1) % SLOTS;
    }
    return null;
  }

  private boolean is(byte[] bytes, int from, int length) {
    if (text.length() != length) {
      return false;
    }
    byte[] own = text.array();
    int offset = text.arrayOffset();
    for (int i = 0; i < length; i++) {
      if (own[offset + i] != lower(bytes[from + i])) {
        return false;
      }
    }
    return true;
  }

  /** A name that was spelled out; keeps the array. */
  static FieldName of(byte[] bytes) {
    boolean isPseudo = bytes.length > 0 && bytes[0] == ':';
    for (int i = isPseudo ? 1 : 0; i < bytes.length; i++) {
      if (!Octets.isName(bytes[i])) {
        return new FieldName(new AsciiString(bytes, false), 0, Kind.INVALID);
      }
    }
    FieldName known = known(bytes, 0, bytes.length);
    if (known != null) {
      return known;
    }
    Kind kind = isPseudo ? Kind.UNKNOWN_PSEUDO : bytes.length == 0 ? Kind.INVALID : Kind.ORDINARY;
    return new FieldName(new AsciiString(bytes, false), 0, kind);
  }
}
