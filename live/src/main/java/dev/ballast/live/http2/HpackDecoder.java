package dev.ballast.live.http2;

import io.netty.util.AsciiString;
import java.util.Arrays;

/**
 * Decompresses blocks of fields (RFC 7541). The table holds what one connection may make it hold:
 * {@link #TABLE_MAX} bytes.
 */
final class HpackDecoder {
  /** Bytes of the dynamic table: the default of the protocol, which we keep. */
  static final int TABLE_MAX = 4_096;

  private static final int ENTRY_OVERHEAD = 32;
  private static final int ENTRIES_MAX = TABLE_MAX / ENTRY_OVERHEAD;
  private static final int INTEGER_SHIFT_MAX = 21;

  /** Who is told of the fields of a block, in their order. */
  interface Taker {
    void field(FieldName name, AsciiString value, boolean isValueValid);
  }

  /** One entry of the dynamic table, or the field that was read last. */
  private record Field(FieldName name, AsciiString value, boolean isValueValid) {
    int size() {
      return ENTRY_OVERHEAD + name.text().length() + value.length();
    }
  }

  private static final Field[] STATIC = new Field[StaticTable.SIZE + 1];

  static {
    for (int i = 1; i <= StaticTable.SIZE; i++) {
      FieldName name = FieldName.of(StaticTable.name(i).toByteArray());
      STATIC[i] = new Field(name, StaticTable.value(i), true);
    }
  }

  /** A ring: the newest entry stands just before {@code next}. */
  private final Field[] table = new Field[ENTRIES_MAX];

  private int next;
  private int entries;
  private int used;
  private int tableMax = TABLE_MAX;

  private byte[] block = new byte[0];
  private int at;
  private int end;
  private byte[] text = new byte[256];

  /** Decodes one whole block. */
  void decode(byte[] from, int length, Taker taker) {
    block = from;
    at = 0;
    end = length;
    boolean isFirst = true;
    while (at < end) {
      int first = block[at];
      if ((first & 0x80) != 0) {
        Field field = field(integer(7));
        taker.field(field.name, field.value, field.isValueValid);
      } else if ((first & 0xe0) == 0x20) {
        if (!isFirst) {
          throw wrong("the table's size changes within a block");
        }
        resize(integer(5));
        continue;
      } else {
        boolean isKept = (first & 0x40) != 0;
        Field field = literal(integer(isKept ? 6 : 4));
        if (isKept) {
          keep(field);
        }
        taker.field(field.name, field.value, field.isValueValid);
      }
      isFirst = false;
    }
  }

  private Field field(int index) {
    if (index == 0) {
      throw wrong("index 0");
    }
    if (index <= StaticTable.SIZE) {
      return STATIC[index];
    }
    int back = index - StaticTable.SIZE;
    if (back > entries) {
      throw wrong("an index beyond the table");
    }
    return table[(next - back + ENTRIES_MAX) % ENTRIES_MAX];
  }

  private Field literal(int nameIndex) {
    FieldName name = nameIndex == 0 ? FieldName.of(string()) : field(nameIndex).name;
    AsciiString value = new AsciiString(string(), false);
    return new Field(name, value, Octets.isValue(value));
  }

  private void keep(Field field) {
    int size = field.size();
    evict(tableMax - size);
    if (size <= tableMax) {
      table[next] = field;
      next = (next + 1) % ENTRIES_MAX;
      entries++;
      used += size;
    }
  }

  private void evict(int max) {
    while (entries > 0 && used > max) {
      used -= table[(next - entries + ENTRIES_MAX) % ENTRIES_MAX].size();
      entries--;
    }
  }

  private void resize(int max) {
    if (max > TABLE_MAX) {
      throw wrong("a table larger than was offered");
    }
    tableMax = max;
    evict(max);
  }

  /** An integer in the last bits of an octet and what follows it (RFC 7541, 5.1). */
  private int integer(int bits) {
    int most = (1 << bits) - 1;
    int value = octet() & most;
    if (value < most) {
      return value;
    }
    for (int shift = 0; shift <= INTEGER_SHIFT_MAX; shift += 7) {
      int octet = octet();
      value += (octet & 0x7f) << shift;
      if ((octet & 0x80) == 0) {
        return value;
      }
    }
    throw wrong("a number that is too large");
  }

  private int octet() {
    if (at == end) {
      throw wrong("the block ends within a field");
    }
    return block[at++];
  }

  private byte[] string() {
    boolean isHuffman = at < end && (block[at] & 0x80) != 0;
    int length = integer(7);
    if (length > end - at) {
      throw wrong("the block ends within a field");
    }
    int start = at;
    at += length;
    if (!isHuffman) {
      return Arrays.copyOfRange(block, start, at);
    }
    if (text.length < length * 8 / 5 + 1) {
      text = new byte[length * 2 + 1];
    }
    int decoded = Huffman.decode(block, start, at, text);
    if (decoded < 0) {
      throw wrong("not Huffman's code");
    }
    return Arrays.copyOf(text, decoded);
  }

  private static ConnectionError wrong(String reason) {
    return new ConnectionError(ErrorCode.COMPRESSION_ERROR, "header compression: " + reason);
  }
}
