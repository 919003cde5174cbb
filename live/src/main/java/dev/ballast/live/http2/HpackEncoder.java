package dev.ballast.live.http2;

import io.netty.buffer.ByteBuf;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/**
 * Writes fields (RFC 7541) with the static table alone: nothing is kept between blocks, so there is
 * no table that an attacker could probe or fill, and no state that could go wrong.
 */
final class HpackEncoder {
  private static final int INDEXED = 0x80;
  private static final int TABLE_SIZE = 0x20;
  private static final int NEVER_KEPT = 0x10;
  private static final int NOT_KEPT = 0x00;

  private HpackEncoder() {}

  /** Says that the dynamic table stays empty; at the beginning of a block. */
  static void emptyTable(ByteBuf out) {
    out.writeByte(TABLE_SIZE);
  }

  /** A field of the static table. */
  static void indexed(ByteBuf out, int index) {
    out.writeByte(INDEXED | index);
  }

  /** A field whose name is in the static table. */
  static void named(ByteBuf out, int nameIndex, CharSequence value) {
    integer(out, NOT_KEPT, 4, nameIndex);
    value(out, value);
  }

  /**
   * Any field.
   *
   * @param known what {@link FieldName#known} says of the name
   */
  static void field(ByteBuf out, @Nullable FieldName known, AsciiString name, AsciiString value) {
    int pattern = known != null && known.kind() == FieldName.Kind.SECRET ? NEVER_KEPT : NOT_KEPT;
    int index = known == null ? 0 : known.index();
    integer(out, pattern, 4, index);
    if (index == 0) {
      name(out, name);
    }
    value(out, value);
  }

  private static void name(ByteBuf out, AsciiString name) {
    int length = name.length();
    integer(out, 0, 7, length);
    int start = out.writerIndex();
    out.writeBytes(name.array(), name.arrayOffset(), length);
    for (int i = 0; i < length; i++) {
      byte octet = name.byteAt(i);
      if (octet >= 'A' && octet <= 'Z') {
        out.setByte(start + i, octet + ('a' - 'A'));
      }
    }
  }

  private static void value(ByteBuf out, CharSequence value) {
    integer(out, 0, 7, value.length());
    if (value instanceof AsciiString ascii) {
      out.writeBytes(ascii.array(), ascii.arrayOffset(), ascii.length());
    } else {
      for (int i = 0; i < value.length(); i++) {
        out.writeByte(AsciiString.c2b(value.charAt(i)));
      }
    }
  }

  private static void integer(ByteBuf out, int pattern, int bits, int value) {
    int most = (1 << bits) - 1;
    if (value < most) {
      out.writeByte(pattern | value);
      return;
    }
    out.writeByte(pattern | most);
    int rest = value - most;
    while (rest >= 0x80) {
      out.writeByte((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.writeByte(rest);
  }
}
