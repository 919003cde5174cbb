package dev.ballast.live.http1;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.ClientConnection;
import dev.ballast.live.http.ClientExchange;
import dev.ballast.live.http.ClientStream;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose answer it is that arrives. */
@SuppressWarnings("FutureReturnValueIgnored") // an embedded channel does it at once
final class Http1ClientTest {
  private static final String SURPLUS = "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nstolen";

  /** What is told of one exchange. */
  private static final class Asked implements ClientExchange {
    private final List<String> heard = new ArrayList<>();

    @Override
    public RequestHead head() {
      return new RequestHead("GET", "http", "a", "/", Fields.NONE, null);
    }

    @Override
    public Body body() {
      return Body.NONE;
    }

    @Override
    public void carriedBy(ClientStream stream) {}

    @Override
    public void answered(ResponseHead head, Body body) {
      heard.add(head.status() + (body instanceof Body.Whole whole ? said(whole) : " arriving"));
    }

    private static String said(Body.Whole whole) {
      return " " + new String(whole.bytes(), ISO_8859_1);
    }

    @Override
    public void failed(Failure failure) {
      heard.add(failure.name());
    }
  }

  /** A pool of one connection, for which others wait. */
  private static final class Pool implements ClientConnection.Owner {
    private final Queue<Asked> waiting = new ArrayDeque<>();

    @Override
    public void free(ClientConnection connection) {
      Asked next = waiting.poll();
      if (next != null) {
        connection.take(next);
      }
    }

    @Override
    public void closed(ClientConnection connection) {}
  }

  private final Pool pool = new Pool();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ClientConnection connection =
      Http1Client.PROTOCOL.begin(channel, pool, Limits.DEFAULT);

  @AfterEach
  void release() {
    channel.finishAndReleaseAll();
  }

  private void arrives(String bytes) {
    channel.writeInbound(Unpooled.copiedBuffer(bytes, ISO_8859_1));
    channel.runPendingTasks();
  }

  @Test
  void a_connection_carries_the_next_exchange_when_an_answer_is_complete() {
    Asked first = new Asked();
    Asked second = new Asked();
    connection.take(first);
    pool.waiting.add(second);
    arrives("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none");
    arrives("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ntwo");
    assertThat(first.heard).containsExactly("200 one");
    assertThat(second.heard).containsExactly("200 two");
    assertThat(channel.isOpen()).isTrue();
  }

  /** It would else be taken for the answer to what the connection carries next. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 204 No Content\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 6\r\n\r\n",
      })
  void what_follows_an_answer_is_nobodys_answer(String answer) {
    Asked first = new Asked();
    Asked second = new Asked();
    connection.take(first);
    pool.waiting.add(second);
    arrives(answer + SURPLUS);
    assertThat(first.heard).hasSize(1).first().asString().startsWith(answer.substring(9, 12));
    assertThat(second.heard).isEmpty();
    assertThat(pool.waiting).as("goes on another connection").containsExactly(second);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void what_comes_before_anything_was_asked_ends_the_connection() {
    arrives(SURPLUS);
    assertThat(channel.isOpen()).isFalse();
  }
}
