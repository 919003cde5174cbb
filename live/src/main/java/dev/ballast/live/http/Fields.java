package dev.ballast.live.http;

import io.netty.util.AsciiString;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The fields of a message, in their order, as bytes in one array: no object per field. Names are
 * compared without regard to case, and kept as they came. Values are ISO 8859-1.
 *
 * <p>What is added stands in the array as lines of HTTP/1, one after the other, so that most of a
 * head is written with one copy; fields that were read stay where they were in the head.
 */
public final class Fields {
  /** No fields; must not be added to. */
  public static final Fields NONE = new Fields(0, 0);

  private static final int SPANS = 4;

  /** A colon, a space, and the two bytes of a line's end. */
  private static final int AROUND = 4;

  private byte[] bytes;
  private int used;

  /** For each field where its name begins and ends, and where its value does. */
  private int[] spans;

  private int count;

  /** Whether the array holds the fields as lines, and nothing else. */
  private final boolean areLines;

  /** No fields yet, with room for so many in so many bytes. */
  public Fields(int fields, int size) {
    bytes = new byte[size + fields * AROUND];
    spans = new int[fields * SPANS];
    areLines = true;
  }

  private Fields(byte[] bytes, int[] spans, int count) {
    this.bytes = bytes;
    this.spans = spans;
    this.count = count;
    used = bytes.length;
    areLines = false;
  }

  /**
   * Fields that were read; the arrays are given away.
   *
   * @param spans for each field where its name begins and ends, and where its value does
   */
  public static Fields read(byte[] bytes, int[] spans, int count) {
    return new Fields(bytes, spans, count);
  }

  /** How many there are. */
  public int count() {
    return count;
  }

  /** How many bytes the names and values take. */
  public int size() {
    int size = 0;
    for (int i = 0; i < count * SPANS; i += SPANS) {
      size += spans[i + 1] - spans[i] + spans[i + 3] - spans[i + 2];
    }
    return size;
  }

  /** Adds a field at the end; nothing is checked. */
  public void add(CharSequence name, CharSequence value) {
    int at = begin(name, value.length());
    end(write(value, at));
  }

  /** Adds a field whose value is these, one after the other. */
  public void addJoined(CharSequence name, CharSequence... parts) {
    int length = 0;
    for (CharSequence part : parts) {
      length += part.length();
    }
    int at = begin(name, length);
    for (CharSequence part : parts) {
      at = write(part, at);
    }
    end(at);
  }

  /** Adds a field whose value is a number that is not negative. */
  public void add(CharSequence name, long number) {
    int digits = digits(number);
    int at = begin(name, digits);
    write(number, at, digits);
    end(at + digits);
  }

  /** Adds a field whose value is a number of thousandths, with three decimals. */
  public void addThousandths(CharSequence name, long thousandths) {
    int digits = digits(thousandths / 1_000);
    int at = begin(name, digits + 4);
    write(thousandths / 1_000, at, digits);
    bytes[at + digits] = '.';
    write(thousandths % 1_000, at + digits + 1, 3);
    end(at + digits + 4);
  }

  /** Adds a field of others. */
  public void add(Fields others, int index) {
    int[] theirs = others.spans;
    int of = index * SPANS;
    int name = theirs[of + 1] - theirs[of];
    int value = theirs[of + 3] - theirs[of + 2];
    int at = room(name, value);
    System.arraycopy(others.bytes, theirs[of], bytes, at, name);
    colon(at, name);
    System.arraycopy(others.bytes, theirs[of + 2], bytes, at + name + 2, value);
    end(at + name + 2 + value);
  }

  /** Writes the name and returns where the value begins, for which there is room. */
  private int begin(CharSequence name, int value) {
    int at = room(name.length(), value);
    write(name, at);
    colon(at, name.length());
    return at + name.length() + 2;
  }

  private int room(int name, int value) {
    if (!areLines || this == NONE) {
      throw new IllegalStateException("these fields are not to be added to");
    }
    int more = name + value + AROUND;
    if (more > bytes.length - used) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, used + more));
    }
    if (count * SPANS == spans.length) {
      spans = Arrays.copyOf(spans, Math.max(spans.length * 2, SPANS * 8));
    }
    return used;
  }

  private void colon(int at, int name) {
    bytes[at + name] = ':';
    bytes[at + name + 1] = ' ';
    int of = count * SPANS;
    spans[of] = at;
    spans[of + 1] = at + name;
    spans[of + 2] = at + name + 2;
  }

  private void end(int at) {
    bytes[at] = '\r';
    bytes[at + 1] = '\n';
    spans[count * SPANS + 3] = at;
    used = at + 2;
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

  private void write(long number, int at, int digits) {
    long rest = number;
    for (int i = at + digits - 1; i >= at; i--) {
      bytes[i] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
  }

  private static int digits(long number) {
    int digits = 1;
    for (long rest = number / 10; rest > 0; rest /= 10) {
      digits++;
    }
    return digits;
  }

  /** How many bytes they take as lines of HTTP/1. */
  public int lineBytes() {
    return areLines ? used : size() + count * AROUND;
  }

  /** Writes them as lines of HTTP/1, each with its end. */
  public void writeLines(byte[] to, int from) {
    if (areLines) {
      System.arraycopy(bytes, 0, to, from, used);
      return;
    }
    Fields lines = new Fields(count, size());
    for (int i = 0; i < count; i++) {
      lines.add(this, i);
    }
    lines.writeLines(to, from);
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
    return length == name.length() && isAt(at, name);
  }

  /** Whether a field's name begins so. */
  public boolean isPrefixed(int index, AsciiString prefix) {
    int at = spans[index * SPANS];
    return spans[index * SPANS + 1] - at >= prefix.length() && isAt(at, prefix);
  }

  private boolean isAt(int at, AsciiString text) {
    byte[] wanted = text.array();
    int offset = text.arrayOffset();
    for (int i = text.length() - 1; i >= 0; i--) { // names differ at their ends
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

  /** How long a field's name is. */
  public int nameLength(int index) {
    return spans[index * SPANS + 1] - spans[index * SPANS];
  }

  /** A view of a field's value. */
  public AsciiString value(int index) {
    int at = spans[index * SPANS + 2];
    return new AsciiString(bytes, at, spans[index * SPANS + 3] - at, false);
  }
}
