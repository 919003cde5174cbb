package dev.ballast.live.http2;

import org.jspecify.annotations.Nullable;

/**
 * The Huffman code of RFC 7541, appendix B, decoded four bits at a time: as no symbol is shorter
 * than five bits, a step ends at most one. The code is canonical: of symbols with equally long
 * codes the smaller has the smaller code, so the lengths say all.
 */
final class Huffman {
  private static final int SYMBOLS = 257;
  private static final int EOS = 256;
  private static final int PADDING_MAX = 7;

  /** The length of each symbol's code: {@code A} for none, {@code F} for 5 bits and so on. */
  private static final String LENGTHS =
      "NX]]]]]]]Y_]]_]]]]]]]]_]]]]]]]]]GKKMNGILKKILIGGGFFFGGGGGGGHIPGMK"
          + "NGHHHHHHHHHHHHHHHHHHHHHHIHINTNOGPFGFGFGGGFHHGGGFGHGFFGHHHHHPLON]"
          + "UWUUWWWXWXXXXXYXYYWXYXXXXVWXWXXYWVUWWXXVXWWYVWXXVVWVXWXXUWWWXWWX"
          + "[[UTWXWZ[[[\\\\[YZTV[\\\\[\\YVV[[]\\\\\\UYUVWVVXWWZZYY[X[\\[[\\\\\\\\\\]\\\\\\\\\\["
          + "_";

  /** For a state and four bits: the next state, and above it 1 + the symbol that has ended. */
  private static final int[] STEPS;

  /** Whether a text may end in this state: within at most seven ones, which begin no symbol. */
  private static final boolean[] IS_END;

  private static final int SYMBOL_SHIFT = 16;
  private static final int FAILED = -1;

  static {
    Node root = tree();
    int states = number(root, 0);
    STEPS = new int[states * 16];
    IS_END = new boolean[states];
    fill(root, root);
    Node node = root;
    for (int ones = 0; ones <= PADDING_MAX && node.symbol < 0; ones++) {
      IS_END[node.state] = true;
      node = node.child(1);
    }
  }

  private Huffman() {}

  private static final class Node {
    private final @Nullable Node[] children = new Node[2];
    private int symbol = -1;
    private int state;

    Node child(int bit) {
      Node child = children[bit];
      if (child == null) {
        child = new Node();
        children[bit] = child;
      }
      return child;
    }
  }

  private static Node tree() {
    Node root = new Node();
    int code = 0;
    for (int length = 1; length <= 30; length++) {
      for (int symbol = 0; symbol < SYMBOLS; symbol++) {
        if (LENGTHS.charAt(symbol) - 'A' == length) {
          Node node = root;
          for (int bit = length - 1; bit >= 0; bit--) {
            node = node.child(code >> bit & 1);
          }
          node.symbol = symbol;
          code++;
        }
      }
      code <<= 1;
    }
    return root;
  }

  private static int number(Node node, int next) {
    if (node.symbol >= 0) {
      return next;
    }
    node.state = next;
    return number(node.child(1), number(node.child(0), next + 1));
  }

  private static void fill(Node root, Node from) {
    if (from.symbol >= 0) {
      return;
    }
    for (int bits = 0; bits < 16; bits++) {
      Node node = from;
      int ended = 0;
      for (int bit = 3; bit >= 0; bit--) {
        node = node.child(bits >> bit & 1);
        if (node.symbol >= 0) {
          ended = node.symbol + 1;
          node = root;
        }
      }
      STEPS[from.state * 16 + bits] =
          ended == EOS + 1 ? FAILED : ended << SYMBOL_SHIFT | node.state;
    }
    fill(root, from.child(0));
    fill(root, from.child(1));
  }

  /**
   * Decodes a text.
   *
   * @param to has room for 8 octets for every 5 of the text
   * @return how many octets it has; −1 where it is no such code
   */
  static int decode(byte[] from, int start, int end, byte[] to) {
    int state = 0;
    int written = 0;
    for (int i = start; i < end; i++) {
      for (int shift = 4; shift >= 0; shift -= 4) {
        int step = STEPS[state * 16 + (from[i] >> shift & 15)];
        if (step == FAILED) {
          return -1;
        }
        if (step >> SYMBOL_SHIFT != 0) {
          to[written++] = (byte) ((step >> SYMBOL_SHIFT) - 1);
        }
        state = step & (1 << SYMBOL_SHIFT) - 1;
      }
    }
    return IS_END[state] ? written : -1;
  }
}
