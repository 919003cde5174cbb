package dev.ballast.live;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.policy.CallPolicy;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * WebSocket (RFC 6455) passes a gateway and a sidecar byte for byte: every kind of frame, and sizes
 * on both sides of every bound of its length.
 */
@SuppressWarnings("StringConcatToTextBlock") // every byte of a line end is meant
@ExtendWith(NoLeaks.class)
final class WebSocketTest {
  private static final int CONTINUATION = 0;
  private static final int TEXT = 1;
  private static final int BINARY = 2;
  private static final int CLOSE = 8;
  private static final int PING = 9;
  private static final int PONG = 10;
  private static final String HANDSHAKE =
      "GET /play/1 HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  private static final String ACCEPTED =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
          + "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n";

  private static byte[] frame(boolean isFinal, int opcode, boolean isMasked, byte[] payload)
      throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    out.write((isFinal ? 0x80 : 0) | opcode);
    int mask = isMasked ? 0x80 : 0;
    if (payload.length < 126) {
      out.write(mask | payload.length);
    } else if (payload.length < 65_536) {
      out.write(mask | 126);
      out.writeShort(payload.length);
    } else {
      out.write(mask | 127);
      out.writeLong(payload.length);
    }
    byte[] key = {1, (byte) 0xfe, 0, 77};
    if (isMasked) {
      out.write(key);
    }
    for (int i = 0; i < payload.length; i++) {
      out.write(isMasked ? payload[i] ^ key[i & 3] : payload[i]);
    }
    return bytes.toByteArray();
  }

  private static byte[] payload(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  private static byte[] closing(int code, String why) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new DataOutputStream(bytes).writeShort(code);
    bytes.write(why.getBytes(UTF_8));
    return bytes.toByteArray();
  }

  /** The list: one message after the other, as a client sends them. */
  private static List<byte[]> frames() throws IOException {
    List<byte[]> frames = new ArrayList<>();
    for (int size : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 300_000}) {
      for (boolean isMasked : new boolean[] {true, false}) {
        frames.add(frame(true, TEXT, isMasked, "x".repeat(size).getBytes(UTF_8)));
        frames.add(frame(true, BINARY, isMasked, payload(size)));
      }
    }
    frames.add(frame(true, TEXT, true, "Iñtërnâtiônàlizætiøn☃𝒳".getBytes(UTF_8)));
    frames.add(frame(false, TEXT, true, "frag".getBytes(UTF_8))); // a message in three
    frames.add(frame(true, PING, true, payload(125))); // between its fragments
    frames.add(frame(false, CONTINUATION, true, new byte[0]));
    frames.add(frame(true, PONG, true, payload(3)));
    frames.add(frame(true, CONTINUATION, true, "ment".getBytes(UTF_8)));
    frames.add(frame(true, PING, true, new byte[0]));
    for (int reserved : new int[] {3, 7, 11, 15}) { // not ours to judge
      frames.add(frame(true, reserved, true, payload(2)));
    }
    for (int code : new int[] {1000, 1001, 1002, 1003, 1007, 1011, 3000, 4999}) {
      frames.add(frame(true, CLOSE, true, closing(code, "bye")));
    }
    frames.add(frame(true, CLOSE, true, new byte[0]));
    return frames;
  }

  private static void echo(Backend.Talk talk) throws Exception {
    assertThat(talk.head()).containsIgnoringCase("upgrade: websocket");
    talk.say(ACCEPTED);
    byte[] part = new byte[10_000];
    for (int n = talk.in().read(part); n >= 0; n = talk.in().read(part)) {
      talk.out().write(part, 0, n);
      talk.out().flush();
    }
  }

  @Test
  void every_frame_passes_byte_for_byte_both_ways() throws Exception {
    try (Backend backend = new Backend(WebSocketTest::echo);
        LiveSystem system = backend.behindGateway("GET", CallPolicy.DEFAULT);
        Socket socket = connect(system)) {
      Backend.Talk talk = new Backend.Talk(0, socket.getInputStream(), socket.getOutputStream());
      assertThat(talk.say(HANDSHAKE).head())
          .startsWith("HTTP/1.1 101")
          .containsIgnoringCase("\r\nupgrade: websocket\r\n")
          .containsIgnoringCase("\r\nconnection: upgrade\r\n")
          .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      for (byte[] frame : frames()) {
        Thread sending = Thread.ofVirtual().start(() -> send(talk, frame));
        byte[] heard = talk.in().readNBytes(frame.length);
        assertThat(Arrays.equals(heard, frame)).as("%d bytes", frame.length).isTrue();
        sending.join();
      }
    }
  }

  private static void send(Backend.Talk talk, byte[] frame) {
    try {
      talk.out().write(frame);
      talk.out().flush();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Socket connect(LiveSystem system) throws IOException {
    URI uri = URI.create(system.addresses().getFirst().url());
    Socket socket = new Socket(uri.getHost(), uri.getPort());
    socket.setSoTimeout(20_000);
    return socket;
  }

  @Test
  void what_is_said_right_after_the_handshake_is_not_lost_and_either_side_may_end()
      throws Exception {
    byte[] hello = frame(true, TEXT, true, "hello".getBytes(UTF_8));
    try (Backend backend = new Backend(WebSocketTest::echo);
        LiveSystem system = backend.behindGateway("GET", CallPolicy.DEFAULT);
        Raw raw = new Raw(system.addresses().getFirst().url())) {
      String said = HANDSHAKE + new String(hello, ISO_8859_1);
      String heard = raw.say(said).until(new String(hello, ISO_8859_1));
      assertThat(heard).startsWith("HTTP/1.1 101");
      raw.endOutput();
      assertThat(raw.rest()).isEmpty(); // the program has heard of the end and ended, too
    }
  }

  @Test
  void a_program_that_stays_with_http_answers_and_the_connection_goes_on() throws Exception {
    try (Backend backend =
            new Backend(
                talk -> {
                  while (true) {
                    talk.head();
                    talk.say("HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno");
                  }
                });
        LiveSystem system = backend.behindGateway("GET", CallPolicy.DEFAULT);
        Raw raw = new Raw(system.addresses().getFirst().url())) {
      assertThat(raw.say(HANDSHAKE).until("no")).startsWith("HTTP/1.1 426");
      assertThat(raw.say(HANDSHAKE).until("no")).startsWith("HTTP/1.1 426");
    }
  }

  @Test
  void nobody_is_led_to_http_2_through_an_upgrade() throws Exception {
    try (Backend backend =
            new Backend(
                talk -> {
                  String head = talk.head();
                  boolean isLed = head.toLowerCase(Locale.ROOT).contains("h2c");
                  talk.say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n" + (isLed ? "h2" : "ok"));
                  talk.head();
                });
        LiveSystem system = backend.behindGateway("GET", CallPolicy.DEFAULT);
        Raw raw = new Raw(system.addresses().getFirst().url())) {
      String asked =
          "GET /play/1 HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
              + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n";
      assertThat(raw.say(asked).until("\r\n\r\nok")).startsWith("HTTP/1.1 200");
    }
  }
}
