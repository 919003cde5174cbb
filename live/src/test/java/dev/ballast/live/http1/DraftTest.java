package dev.ballast.live.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;

/** What is sent is what was written. */
final class DraftTest {
  private static String sent(Draft draft) {
    ByteBuf buffer = draft.toBuffer(UnpooledByteBufAllocator.DEFAULT);
    try {
      return buffer.toString(ISO_8859_1);
    } finally {
      buffer.release();
    }
  }

  @Test
  void a_draft_holds_what_was_written_since_it_was_begun() {
    Draft draft = Draft.begin();
    draft.text("forgotten");
    draft.body(ascii("as well"));
    draft = Draft.begin();
    draft.text(new AsciiString("xGETx").subSequence(1, 4, false));
    draft.octet(' ');
    draft.number(0);
    draft.number(1_203_456_789_012L);
    draft.text("é\u4e2d");
    draft.body(ascii("body"));
    assertThat(sent(draft)).isEqualTo("GET 01203456789012é?body");
  }

  @Test
  void a_draft_grows_with_what_is_written() {
    String part = "0123456789".repeat(99);
    Draft draft = Draft.begin();
    for (int i = 0; i < 50; i++) {
      draft.text(part);
      draft.bytes(ascii(part));
    }
    assertThat(sent(draft)).isEqualTo(part.repeat(100));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(US_ASCII);
  }
}
