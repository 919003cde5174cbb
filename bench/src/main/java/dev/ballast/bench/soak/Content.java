package dev.ballast.bench.soak;

import dev.ballast.kernel.RandomStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;

/**
 * Bytes that follow from a number, and that hardly any other number has: a cut of a fixed random
 * block. Whoever mixes two bodies up, or loses a part of one, is found out.
 */
record Content(long id, int length) {
  private static final int OFFSETS = 1 << 18;
  private static final byte[] BLOCK = block();

  private static byte[] block() {
    RandomStream random = RandomStream.of(1, "content of a soak");
    byte[] bytes = new byte[OFFSETS + (1 << 19)];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (random.nextUnit() * 256);
    }
    return bytes;
  }

  /** The finalizer of MurmurHash3: neighbouring numbers give unlike ones. */
  static long mixed(long id) {
    long z = (id ^ (id >>> 33)) * 0xff51afd7ed558ccdL;
    z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
    return z ^ (z >>> 33);
  }

  private int offset() {
    return (int) (mixed(id) & (OFFSETS - 1));
  }

  void write(OutputStream out, int from, int count) throws IOException {
    out.write(BLOCK, offset() + from, count);
  }

  byte[] bytes() {
    return Arrays.copyOfRange(BLOCK, offset(), offset() + length);
  }

  /** Compares what arrives with what has to. */
  Check check() {
    return new Check();
  }

  /** How far what has arrived is right. Has one owner. */
  final class Check {
    private int taken;
    private boolean isWrong;

    void take(byte[] bytes, int from, int count) {
      int at = offset() + taken;
      isWrong |=
          taken + count > length
              || !Arrays.equals(bytes, from, from + count, BLOCK, at, at + count);
      taken += count;
    }

    /**
     * Takes all of a body, so many bytes at a time.
     *
     * @param pauseMillis before each
     */
    void takeAll(InputStream body, byte[] buffer, long pauseMillis)
        throws IOException, InterruptedException {
      for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
        take(buffer, 0, n);
        if (pauseMillis > 0) {
          Thread.sleep(pauseMillis);
        }
      }
    }

    @Override
    public String toString() {
      return "%d bytes of %d, %s".formatted(taken, length, isWrong ? "not these" : "right so far");
    }

    /** Whether it is no part of what has to arrive. */
    boolean isWrong() {
      return isWrong;
    }

    /** Whether it is all that has to arrive. */
    boolean isWhole() {
      return !isWrong && taken == length;
    }
  }
}
