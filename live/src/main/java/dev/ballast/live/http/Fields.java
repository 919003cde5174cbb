package dev.ballast.live.http;

import io.netty.util.AsciiString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message, in their order, as bytes in one array: no object per field. Names are
 * compared without regard to case, and kept as they came. Values are ISO 8859-1.
 */
public final class Fields {
  /** No fields; must not be added to. */
  public static final Fields NONE = new Fields(0, 0);

  private static final int SPANS = 4;

  private byte[] bytes;
  private int used;

  /** For each field where its name begins and ends, and where its value does. */
  private int[] spans;

  private int count;

  /** No fields yet, with room for so many in so many bytes. */
  public Fields(int fields, int size) {
    bytes = new byte[size];
    spans = new int[fields * SPANS];
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** How many bytes the names and values take. */
  public int size() {
    return used;
  }

  /** Adds a field at the end; nothing is checked. */
  public void add(CharSequence name, CharSequence value) {
    int more = name.length() + value.length();
    if (more > bytes.length - used) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + more));
    }
    int at = count * SPANS;
    if (at + SPANS > spans.length) {
      spans = Arrays.copyOf(spans, Math.max(spans.length * 2, SPANS * 8));
    }
    spans[at] = used;
    spans[at + 1] = write(name, used);
    spans[at + 2] = spans[at + 1];
    spans[at + 3] = write(value, spans[at + 2]);
    used = spans[at + 3];
    count++;
  }

  private int write(CharSequence text, int at) {
    int length = text.length();
    if (text instanceof AsciiString ascii) {
      System.arraycopy(ascii.array(), ascii.arrayOffset(), bytes, at, length);
    } else {
      for (int i = 0; i < length; i++) {
        bytes[at + i] = AsciiString.c2b(text.charAt(i));
      }
    }
    return at + length;
  }

  /** The value of the first field of this name, or null. */
  public @Nullable AsciiString get(AsciiString name) {
    int i = find(name, 0);
    return i < 0 ? null : value(i);
  }

  public boolean contains(AsciiString name) {
    return find(name, 0) >= 0;
  }

  /** The index of the first field of this name from an index on, or −1. */
  public int find(AsciiString name, int from) {
    for (int i = from; i < count; i++) {
      if (isNamed(i, name)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a field has this name. */
  public boolean isNamed(int index, AsciiString name) {
    int at = spans[index * SPANS];
    int length = spans[index * SPANS + 1] - at;
    if (length != name.length()) {
      return false;
    }
    byte[] wanted = name.array();
    int offset = name.arrayOffset();
    for (int i = 0; i < length; i++) {
      if (lower(bytes[at + i]) != lower(wanted[offset + i])) {
        return false;
      }
    }
    return true;
  }

  private static int lower(byte octet) {
    return octet >= 'A' && octet <= 'Z' ? octet + ('a' - 'A') : octet;
  }

  /** A view of a field's name, as it came. */
  public AsciiString name(int index) {
    int at = spans[index * SPANS];
    return new AsciiString(bytes, at, spans[index * SPANS + 1] - at, false);
  }

  /** A view of a field's value. */
  public AsciiString value(int index) {
    int at = spans[index * SPANS + 2];
    return new AsciiString(bytes, at, spans[index * SPANS + 3] - at, false);
  }
}
