package dev.ballast.live.discovery;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A small name server on 127.0.0.1, over UDP and TCP, that answers as a test says (RFC 1035). */
public final class NameServer implements AutoCloseable {
  static final int A = 1;
  static final int AAAA = 28;
  static final int SRV = 33;

  /** What is said about a name and a type. */
  private record Answer(int code, int ttlSeconds, boolean isCutOverUdp, List<byte[]> contents) {}

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private volatile boolean isSilent;
  private volatile boolean isMad;

  /** The questions so far, such as {@code back.test 1}, and {@code tcp} before those over TCP. */
  final List<String> asked = new CopyOnWriteArrayList<>();

  public NameServer() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    tcp = new ServerSocket(0, 8, here);
    udp = new DatagramSocket(tcp.getLocalPort(), here);
    Thread.ofVirtual().start(this::serveUdp);
    Thread.ofVirtual().start(this::serveTcp);
  }

  public InetSocketAddress address() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), udp.getLocalPort());
  }

  public void hosts(String name, int ttlSeconds, String... addresses) {
    for (int type : new int[] {A, AAAA}) {
      List<byte[]> contents =
          Stream.of(addresses)
              .map(NameServer::octets)
              .filter(octets -> octets.length == (type == A ? 4 : 16))
              .toList();
      answers.put(name + " " + type, new Answer(0, ttlSeconds, false, contents));
    }
  }

  /** Each such as {@code 10 5 8080 host}: priority, weight, port, target. */
  public void servers(String name, int ttlSeconds, String... servers) {
    answers.put(
        name + " " + SRV,
        new Answer(0, ttlSeconds, false, Stream.of(servers).map(NameServer::server).toList()));
  }

  void cutOverUdp(String name) {
    answers.replaceAll(
        (key, a) ->
            key.startsWith(name + " ")
                ? new Answer(a.code(), a.ttlSeconds(), true, a.contents())
                : a);
  }

  void forget(String name) {
    answers.keySet().removeIf(key -> key.startsWith(name + " "));
  }

  public void fails(String name, int code) {
    for (int type : new int[] {A, AAAA, SRV}) {
      answers.put(name + " " + type, new Answer(code, 0, false, List.of()));
    }
  }

  /** Answers nothing from now on, or again. */
  void silent(boolean value) {
    isSilent = value;
  }

  /** Answers with bytes that are no answer. */
  void mad(boolean value) {
    isMad = value;
  }

  private static byte[] octets(String address) {
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (IOException e) {
      throw new IllegalArgumentException(address, e);
    }
  }

  private static byte[] server(String text) {
    String[] parts = text.split(" ");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < 3; i++) {
      int number = Integer.parseInt(parts[i]);
      out.write(number >> 8);
      out.write(number);
    }
    out.writeBytes(name(parts[3]));
    return out.toByteArray();
  }

  private static byte[] name(String name) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (String label : name.split("\\.")) {
      out.write(label.length());
      out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    }
    out.write(0);
    return out.toByteArray();
  }

  private void serveUdp() {
    byte[] buffer = new byte[4096];
    while (!udp.isClosed()) {
      try {
        DatagramPacket query = new DatagramPacket(buffer, buffer.length);
        udp.receive(query);
        byte[] answer = answer(Arrays.copyOf(buffer, query.getLength()), true);
        if (!isSilent) {
          udp.send(new DatagramPacket(answer, answer.length, query.getSocketAddress()));
        }
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serveTcp() {
    while (!tcp.isClosed()) {
      try (Socket client = tcp.accept()) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        byte[] query = in.readNBytes(in.readUnsignedShort());
        byte[] answer = answer(query, false);
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        out.writeShort(answer.length);
        out.write(answer);
        out.flush();
      } catch (IOException e) {
        // the next one, unless it is closed
      }
    }
  }

  private byte[] answer(byte[] query, boolean overUdp) {
    int end = 12;
    StringBuilder name = new StringBuilder();
    while (query[end] != 0) {
      name.append(name.isEmpty() ? "" : ".")
          .append(new String(query, end + 1, query[end], StandardCharsets.US_ASCII));
      end += query[end] + 1;
    }
    int type = (query[end + 1] & 0xff) << 8 | (query[end + 2] & 0xff);
    end += 5;
    String key = name + " " + type;
    asked.add((overUdp ? "" : "tcp ") + key);
    boolean exists = answers.keySet().stream().anyMatch(k -> k.startsWith(name + " "));
    Answer said = answers.getOrDefault(key, new Answer(exists ? 0 : 3, 0, false, List.of()));
    boolean isCut = overUdp && said.isCutOverUdp();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(query, 0, 2);
    out.write(0x84 | (isCut ? 2 : 0));
    out.write(0x80 | said.code());
    out.writeBytes(new byte[] {0, 1, 0, (byte) (isCut ? 0 : said.contents().size()), 0, 0, 0, 0});
    out.write(query, 12, end - 12);
    if (isMad) {
      out.writeBytes(new byte[] {(byte) 0xc0, (byte) 0xff, 0, 1, 0, 1, 0, 0, 0, 9, 0, 99, 1, 2});
      byte[] mad = out.toByteArray();
      mad[7] = 77; // far more records than there are
      return mad;
    }
    for (byte[] content : isCut ? List.<byte[]>of() : said.contents()) {
      out.writeBytes(new byte[] {(byte) 0xc0, 12, (byte) (type >> 8), (byte) type, 0, 1});
      int ttl = said.ttlSeconds();
      out.writeBytes(
          new byte[] {(byte) (ttl >> 24), (byte) (ttl >> 16), (byte) (ttl >> 8), (byte) ttl});
      out.write(content.length >> 8);
      out.write(content.length);
      out.writeBytes(content);
    }
    return out.toByteArray();
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
