package dev.ballast.live.proxyprotocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * One header.
 *
 * @param source of the connection that is passed on; null where the proxy speaks for itself, or of
 *     something that is not TCP over IP
 */
record ProxyHeader(@Nullable InetSocketAddress source) {
  /** Of the addresses and what follows them; some proxies add a few hundred bytes. */
  static final int LENGTH_MAX = 2_048;

  static final int PREAMBLE = 16;
  private static final byte[] SIGNATURE = ByteBufUtil.decodeHexDump("0d0a0d0a000d0a515549540a");
  private static final byte[] VERSION_1 = {'P', 'R', 'O', 'X', 'Y', ' '};
  private static final int VERSION_2 = 2;
  private static final int LOCAL = 0;
  private static final int PROXY = 1;
  private static final int UNSPECIFIED = 0x00;
  private static final int TCP_4 = 0x11;
  private static final int TCP_6 = 0x21;
  private static final int UNIX_STREAM = 0x31;
  private static final int ADDRESSES_4 = 12;
  static final int ADDRESSES_6 = 36;
  private static final int ADDRESSES_UNIX = 216;
  private static final int CHECKSUM_TYPE = 0x03;
  private static final int CHECKSUM_BYTES = 4;

  /** The bytes are no header, or one that is not taken. */
  static final class Malformed extends Exception {
    Malformed(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * Reads a header.
   *
   * @return null when more bytes are needed; nothing is consumed then
   * @throws Malformed as early as the bytes that are here allow
   */
  static @Nullable ProxyHeader read(ByteBuf from) throws Malformed {
    requireSignature(from);
    int start = from.readerIndex();
    if (from.readableBytes() < PREAMBLE) {
      return null;
    }
    int version = from.getUnsignedByte(start + 12);
    if (version >>> 4 != VERSION_2) {
      throw new Malformed("version " + (version >>> 4) + " is not understood");
    }
    int length = from.getUnsignedShort(start + 14);
    if (length > LENGTH_MAX) {
      throw new Malformed("the header is longer than " + LENGTH_MAX + " bytes");
    }
    if (from.readableBytes() < PREAMBLE + length) {
      return null;
    }
    ByteBuf whole = from.readSlice(PREAMBLE + length);
    return switch (version & 0xf) {
      case LOCAL -> new ProxyHeader(null);
      case PROXY -> passedOn(whole, length);
      default -> throw new Malformed("command " + (version & 0xf) + " is not understood");
    };
  }

  private static void requireSignature(ByteBuf from) throws Malformed {
    int start = from.readerIndex();
    int here = Math.min(from.readableBytes(), SIGNATURE.length);
    for (int i = 0; i < here; i++) {
      if (from.getByte(start + i) != SIGNATURE[i]) {
        throw new Malformed(
            from.getByte(start) == VERSION_1[0] && isVersion1(from)
                ? "version 1 (a line of text) is not understood: have the proxy send version 2"
                : "the connection does not begin with it");
      }
    }
  }

  private static boolean isVersion1(ByteBuf from) {
    int here = Math.min(from.readableBytes(), VERSION_1.length);
    for (int i = 0; i < here; i++) {
      if (from.getByte(from.readerIndex() + i) != VERSION_1[i]) {
        return false;
      }
    }
    return true;
  }

  private static ProxyHeader passedOn(ByteBuf whole, int length) throws Malformed {
    int family = whole.getUnsignedByte(13);
    int addresses =
        switch (family) {
          case UNSPECIFIED -> 0;
          case TCP_4 -> ADDRESSES_4;
          case TCP_6 -> ADDRESSES_6;
          case UNIX_STREAM -> ADDRESSES_UNIX;
          default -> throw new Malformed("it is not about a TCP connection");
        };
    if (length < addresses) {
      throw new Malformed("the addresses are cut short");
    }
    if (family != UNSPECIFIED) { // else what follows is not known to be anything
      checkExtensions(whole, PREAMBLE + addresses);
    }
    return new ProxyHeader(
        switch (family) {
          case TCP_4 -> address(whole, 4, PREAMBLE + 8);
          case TCP_6 -> address(whole, 16, PREAMBLE + 32);
          default -> null;
        });
  }

  private static InetSocketAddress address(ByteBuf whole, int bytes, int portAt) {
    byte[] address = new byte[bytes];
    whole.getBytes(PREAMBLE, address);
    try {
      return new InetSocketAddress(
          InetAddress.getByAddress(address), whole.getUnsignedShort(portAt));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has 4 or 16 bytes", e);
    }
  }

  /** Type, length, value, again and again; of these only the checksum means something to us. */
  private static void checkExtensions(ByteBuf whole, int from) throws Malformed {
    int at = from;
    while (at < whole.capacity()) {
      if (whole.capacity() - at < 3) {
        throw new Malformed("an extension is cut short");
      }
      int type = whole.getUnsignedByte(at);
      int length = whole.getUnsignedShort(at + 1);
      int value = at + 3;
      if (length > whole.capacity() - value) {
        throw new Malformed("an extension is cut short");
      }
      if (type == CHECKSUM_TYPE) {
        requireChecksum(whole, value, length);
      }
      at = value + length;
    }
  }

  private static void requireChecksum(ByteBuf whole, int at, int length) throws Malformed {
    byte[] bytes = new byte[whole.capacity()];
    whole.getBytes(0, bytes);
    if (length == CHECKSUM_BYTES) {
      for (int i = 0; i < CHECKSUM_BYTES; i++) {
        bytes[at + i] = 0;
      }
      CRC32C checksum = new CRC32C();
      checksum.update(bytes);
      if (checksum.getValue() == whole.getUnsignedInt(at)) {
        return;
      }
    }
    throw new Malformed("its checksum is wrong");
  }

  /**
   * Writes a header.
   *
   * @param client of the connection that is passed on; null where the proxy speaks for itself, such
   *     as for a health check
   * @param server which the client reached
   */
  static void write(
      ByteBuf out, @Nullable InetSocketAddress client, @Nullable InetSocketAddress server) {
    out.writeBytes(SIGNATURE);
    if (client == null || client.isUnresolved() || server == null || server.isUnresolved()) {
      out.writeByte(VERSION_2 << 4 | LOCAL).writeByte(UNSPECIFIED).writeShort(0);
      return;
    }
    boolean is4 =
        client.getAddress() instanceof Inet4Address && server.getAddress() instanceof Inet4Address;
    out.writeByte(VERSION_2 << 4 | PROXY);
    out.writeByte(is4 ? TCP_4 : TCP_6).writeShort(is4 ? ADDRESSES_4 : ADDRESSES_6);
    write(out, client.getAddress(), is4);
    write(out, server.getAddress(), is4);
    out.writeShort(client.getPort()).writeShort(server.getPort());
  }

  private static void write(ByteBuf out, InetAddress address, boolean is4) {
    if (!is4 && address instanceof Inet4Address) {
      out.writeZero(10).writeShort(0xffff); // an IPv4 address within IPv6 (RFC 4291, 2.5.5.2)
    }
    out.writeBytes(address.getAddress());
  }
}
