package dev.ballast.live.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.DefaultHttp2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Blocks of fields: the examples of RFC 7541, wrong ones, and another implementation. */
class HpackTest {
  private static final String FIRST =
      ":method: GET|:scheme: http|:path: /|:authority: www.example.com";
  private static final String SECOND = FIRST + "|cache-control: no-cache";

  private final HpackDecoder decoder = new HpackDecoder();

  private String decoded(String hex) {
    byte[] block = HexFormat.of().parseHex(hex.replace(" ", ""));
    return decoded(block);
  }

  private String decoded(byte[] block) {
    List<String> fields = new ArrayList<>();
    decoder.decode(block, block.length, (name, value, _) -> fields.add(name.text() + ": " + value));
    return String.join("|", fields);
  }

  @Test
  void the_requests_of_appendix_c_3_are_read() {
    assertThat(decoded("8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d")).isEqualTo(FIRST);
    assertThat(decoded("8286 84be 5808 6e6f 2d63 6163 6865")).isEqualTo(SECOND);
    assertThat(decoded("8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65"))
        .isEqualTo(
            ":method: GET|:scheme: https|:path: /index.html|:authority: www.example.com"
                + "|custom-key: custom-value");
  }

  @Test
  void the_requests_of_appendix_c_4_are_read_from_huffmans_code() {
    assertThat(decoded("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff")).isEqualTo(FIRST);
    assertThat(decoded("8286 84be 5886 a8eb 1064 9cbf")).isEqualTo(SECOND);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          80                   | index 0
          be                   | beyond the table
          ff ff ff ff ff ff 0f | too large
          82 3f e1 1f          | within a block
          3f e2 1f             | larger than was offered
          40 0a 63             | ends within a field
          41                   | ends within a field
          00 81 ff 00          | not Huffman
          00 84 ff ff ff ff 00 | not Huffman
          """)
  void a_block_that_is_none_ends_the_connection(String hex, String reason) {
    assertThatThrownBy(() -> decoded(hex))
        .isInstanceOfSatisfying(
            ConnectionError.class,
            error -> assertThat(error.code()).isEqualTo(ErrorCode.COMPRESSION_ERROR))
        .hasMessageContaining(reason);
  }

  @Test
  void the_table_never_holds_more_than_it_may() {
    StringBuilder block = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      block.append("40 03 78 %02x %02x 02 79 79".formatted('a' + i / 16, 'a' + i % 16));
    }
    decoded(block.toString()); // 200 fields of 37 bytes, of which 110 fit
    assertThat(decoded("%02x".formatted(0x80 | 62))).endsWith(": yy");
    assertThat(decoded("ff %02x".formatted(62 + 109 - 127))).endsWith(": yy");
    assertThatThrownBy(() -> decoded("ff %02x".formatted(62 + 110 - 127)))
        .hasMessageContaining("beyond the table");
  }

  @Test
  void what_another_implementation_writes_is_read_as_it_was_meant() throws Exception {
    DefaultHttp2HeadersEncoder theirs = new DefaultHttp2HeadersEncoder();
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      Http2Headers meant = new DefaultHttp2Headers(false);
      StringBuilder expected = new StringBuilder();
      for (int f = random.nextInt(12); f >= 0; f--) {
        String name = random.nextBoolean() ? "x-" + random.nextInt(40) : "accept";
        byte[] value = new byte[random.nextInt(60)];
        for (int b = 0; b < value.length; b++) {
          value[b] = (byte) (random.nextInt(10) == 0 ? random.nextInt(256) : 'a' + b % 26);
        }
        meant.add(name, new AsciiString(value));
      }
      meant.forEach(e -> expected.append('|').append(e.getKey() + ": " + e.getValue()));
      ByteBuf block = Unpooled.buffer();
      theirs.encodeHeaders(3, meant, block);
      assertThat("|" + decoded(ByteBufUtil.getBytes(block))).isEqualTo(expected.toString());
    }
  }

  @Test
  void another_implementation_reads_what_is_written_here() throws Exception {
    ByteBuf block = Unpooled.buffer();
    HpackEncoder.emptyTable(block);
    HpackEncoder.indexed(block, 8);
    field(block, "Content-Type", "text/plain");
    field(block, "authorization", "secret");
    field(block, "X-Long", "v".repeat(70_000));
    Http2Headers read = new DefaultHttp2HeadersDecoder(false, 100_000).decodeHeaders(1, block);
    assertThat(read.status()).hasToString("200");
    assertThat(read.get("content-type")).hasToString("text/plain");
    assertThat(read.get("authorization")).hasToString("secret");
    assertThat(read.get("x-long")).hasSize(70_000);
  }

  private static void field(ByteBuf block, String name, String value) {
    AsciiString text = AsciiString.of(name);
    FieldName known = FieldName.known(text.array(), 0, text.length());
    HpackEncoder.field(block, known, text, AsciiString.of(value));
  }
}
