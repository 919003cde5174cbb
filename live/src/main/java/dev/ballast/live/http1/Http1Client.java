package dev.ballast.live.http1;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.ballast.live.http.Body;
import dev.ballast.live.http.ClientConnection;
import dev.ballast.live.http.ClientExchange;
import dev.ballast.live.http.ClientExchange.Failure;
import dev.ballast.live.http.ClientProtocol;
import dev.ballast.live.http.ClientStream;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Limits;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import org.jspecify.annotations.Nullable;

/** The client's end of a connection: one exchange at a time. */
public final class Http1Client extends Http1Connection implements ClientConnection {
  /** HTTP/1.1, on a channel that becomes active when everything beneath it is ready. */
  public static final ClientProtocol PROTOCOL =
      (channel, owner, limits) -> {
        Http1Client client = new Http1Client(channel, owner, limits);
        channel.pipeline().addLast(client);
        return client;
      };

  private static final byte[] VERSION = " HTTP/1.1\r\nhost: ".getBytes(US_ASCII);
  private static final byte[] UPGRADE = "upgrade: ".getBytes(US_ASCII);

  /** How many interim answers may come ahead of an answer. */
  private static final int INTERIM_MAX = 16;

  private final Owner owner;
  private @Nullable Carried current;
  private boolean isActive;
  private boolean isDraining;

  /** Since when it has been idle, as the pool first asked; 0 until then. */
  private long idleSinceNanos;

  private Http1Client(Channel channel, Owner owner, Limits limits) {
    super(channel, limits);
    this.owner = owner;
  }

  /** One exchange on the connection. */
  private final class Carried implements ClientStream {
    private final ClientExchange exchange;
    private String method = "";
    private boolean asksToUpgrade;
    private int interim;
    private boolean isAnswered;
    private boolean isReusable;
    private boolean isCancelled;

    Carried(ClientExchange exchange) {
      this.exchange = exchange;
    }

    @Override
    public void cancel() {
      if (current == this) {
        isCancelled = true;
        if (isActive) {
          forget();
          close();
        } // else the request goes out when the connection is there, and then it is closed
      }
    }
  }

  @Override
  public int room() {
    return isActive && current == null && !isDraining && channel.isActive() ? 1 : 0;
  }

  @Override
  public void take(ClientExchange exchange) {
    Carried taken = new Carried(exchange);
    current = taken;
    idleSinceNanos = 0;
    exchange.carriedBy(taken);
    if (isActive) {
      write(taken);
    }
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    isActive = channel.isActive();
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    isActive = true;
    Carried waiting = current;
    if (waiting != null) {
      write(waiting);
    } else if (!isDraining) {
      owner.free(this);
    }
  }

  private void write(Carried carried) {
    RequestHead head = carried.exchange.head();
    Body body = carried.exchange.body();
    carried.method = head.method();
    carried.asksToUpgrade = head.upgrade() != null;
    Draft out = Draft.begin();
    out.text(head.method());
    out.octet(' ');
    out.text(head.target());
    out.bytes(VERSION);
    out.text(head.authority());
    out.lineEnd();
    out.fields(head.fields());
    String upgrade = head.upgrade();
    if (upgrade != null) {
      Lines.upgrade(out);
      out.bytes(UPGRADE);
      out.text(upgrade);
      out.lineEnd();
      out.lineEnd();
      write(out);
    } else {
      writeWith(out, head, body);
    }
    if (carried.isCancelled) {
      forget();
      channel.flush();
      close();
    }
  }

  private void writeWith(Draft out, RequestHead head, Body body) {
    switch (body) {
      case Body.Whole whole -> {
        boolean isEmpty = whole.bytes().length == 0 && whole.trailers().count() == 0;
        if (!isEmpty || expectsBody(head.method())) {
          long framing = Lines.framing(out, whole, true);
          out.lineEnd();
          Lines.whole(out, whole, framing);
        } else {
          out.lineEnd();
        }
        write(out);
      }
      case Body.Arriving(var source, long length) -> {
        long framing = Lines.framing(out, body, true);
        out.lineEnd();
        write(out);
        outgoing = new Outgoing(this, source, framing);
        outgoing.begin();
      }
    }
  }

  private static boolean expectsBody(String method) {
    return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
  }

  @Override
  Step head(ByteBuf in) {
    Carried asked = current;
    if (asked == null || asked.isAnswered) {
      in.skipBytes(in.readableBytes());
      close(); // an answer to nothing
      return Step.DONE;
    }
    if (!mayBeComplete(in)) {
      return Step.MORE;
    }
    HeadReader reader = HeadReader.get();
    return switch (reader.response(in, limits.message())) {
      case MORE -> Step.MORE;
      case WRONG -> {
        broken();
        yield Step.DONE;
      }
      case DONE -> {
        headEnded();
        if (reader.status >= 200) {
          answered(asked, reader, in);
        } else {
          interim(asked, reader);
        }
        yield Step.DONE;
      }
    };
  }

  private void interim(Carried asked, HeadReader reader) {
    ResponseHead head = new ResponseHead(reader.status, reader.takeFields());
    if (head.status() == 101 && asked.asksToUpgrade && reader.framing.saysUpgrade) {
      upgraded(asked, head);
    } else if (head.status() == 101 || ++asked.interim > INTERIM_MAX) {
      broken();
    } else if (head.status() != 100) { // leave to send a body is asked from hop to hop
      asked.exchange.informed(head);
    }
  }

  private void upgraded(Carried asked, ResponseHead head) {
    if (!(asked.exchange.body() instanceof Body.Arriving(var said, _))) {
      throw new IllegalArgumentException("what asks for another protocol has something to say");
    }
    asked.isAnswered = true;
    becomesRaw();
    Incoming heard = new Incoming(this, BodyReader.untilClose(limits.message()));
    incoming = heard;
    outgoing = new Outgoing(this, said, Outgoing.UNTIL_CLOSE);
    asked.exchange.answered(head, new Body.Arriving(heard, -1));
    Outgoing going = outgoing;
    if (going != null) {
      going.begin();
    }
  }

  private void answered(Carried asked, HeadReader reader, ByteBuf in) {
    Framing framing = reader.framing;
    if (framing.isChunked && reader.minor == 0) { // RFC 9112, 6.1: where it ends, nobody knows
      broken();
      return;
    }
    ResponseHead head = new ResponseHead(reader.status, reader.takeFields());
    boolean hasNoBody = head.status() == 204 || head.status() == 304 || asked.method.equals("HEAD");
    boolean endsWithConnection = !hasNoBody && !framing.isChunked && framing.length < 0;
    asked.isReusable =
        !framing.saysClose && !endsWithConnection && (reader.minor == 1 || framing.saysKeepAlive);
    if (asked.asksToUpgrade && asked.exchange.body() instanceof Body.Arriving(var said, _)) {
      said.discard(); // it stays with HTTP
    }
    if (hasNoBody || framing.length == 0) {
      whole(asked, head, Body.NONE);
    } else if (framing.isChunked) {
      chunked(asked, head, in);
    } else if (framing.length > 0
        && framing.length <= Math.min(in.readableBytes(), limits.message().keptMax())) {
      byte[] bytes = new byte[(int) framing.length];
      in.readBytes(bytes);
      whole(asked, head, new Body.Whole(bytes, Fields.NONE));
    } else if (endsWithConnection) {
      arriving(asked, head, BodyReader.untilClose(limits.message()), -1);
    } else {
      BodyReader body = BodyReader.ofLength(framing.length, limits.message());
      arriving(asked, head, body, framing.length);
    }
  }

  private void chunked(Carried asked, ResponseHead head, ByteBuf in) {
    WholeChunks body = new WholeChunks(Long.MAX_VALUE, limits.message());
    switch (body.read(in)) {
      case END -> whole(asked, head, body.body());
      case PART, MORE ->
          arriving(asked, head, BodyReader.ofChunks(Long.MAX_VALUE, limits.message()), -1);
      case WRONG -> broken();
    }
  }

  private void whole(Carried asked, ResponseHead head, Body body) {
    asked.isAnswered = true;
    end(asked);
    asked.exchange.answered(head, body);
  }

  private void arriving(Carried asked, ResponseHead head, BodyReader reader, long length) {
    asked.isAnswered = true;
    Incoming body = new Incoming(this, reader);
    incoming = body;
    asked.exchange.answered(head, new Body.Arriving(body, length));
  }

  @Override
  void received(Incoming body) {
    Carried asked = current;
    if (body.reader.endsWithConnection()) {
      endsBefore(asked);
    } else if (asked != null) {
      end(asked);
    }
  }

  /** What ends with the connection has ended. */
  private void endsBefore(@Nullable Carried asked) {
    if (outgoing == null || asked == null) {
      current = null;
      close();
    } // else this side of another protocol goes on
  }

  /**
   * The answer is complete. What came right behind it is nobody's answer, and must not become that
   * of whoever asks next.
   */
  private void end(Carried asked) {
    current = null;
    Outgoing unfinished = outgoing;
    outgoing = null;
    if (unfinished != null) {
      unfinished.stop();
    }
    if (asked.isReusable && unfinished == null && !isDraining && !hasMore()) {
      idleSinceNanos = 0;
      owner.free(this);
    } else {
      close();
    }
  }

  @Override
  void receivedWrong(int status, String why) {
    forget();
    close();
  }

  /** What came is not an answer: it may have had an effect. */
  private void broken() {
    fail(Failure.BROKEN);
    close();
  }

  private void fail(Failure failure) {
    Carried failed = current;
    forget();
    if (failed != null && !failed.isAnswered && !failed.isCancelled) {
      failed.exchange.failed(failure);
    }
  }

  private void forget() {
    current = null;
    Outgoing going = outgoing;
    outgoing = null;
    if (going != null) {
      going.stop();
    }
  }

  @Override
  void sent(Outgoing body) {
    outgoing = null;
    if (current != null && current.asksToUpgrade) {
      endOutput(incoming != null);
    }
  }

  @Override
  void sendingBroke(Outgoing body) {
    outgoing = null;
    fail(Failure.WITHDRAWN);
    close();
  }

  @Override
  void discarded(Incoming body) {
    forget();
    close();
  }

  @Override
  public void unreachable() {
    fail(Failure.UNREACHABLE);
  }

  @Override
  public boolean isIdleLongerThan(long limitNanos, long nowNanos) {
    if (current != null) {
      return false;
    }
    if (idleSinceNanos == 0) {
      idleSinceNanos = nowNanos;
    }
    return nowNanos - idleSinceNanos > limitNanos;
  }

  @Override
  public void drain() {
    isDraining = true;
    if (current == null) {
      close();
    }
  }

  @Override
  void ended() {
    isActive = false;
    owner.closed(this);
    fail(Failure.LOST);
  }
}
