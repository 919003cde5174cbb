package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.live.grpc.Grpc;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Peer;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.live.http.ServerStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a caller by gRPC is told of a failure. */
final class AnswersTest {
  @ParameterizedTest
  @CsvSource({
    "ERROR, false, 2",
    "ERROR, true, 4",
    "UNREACHABLE, false, 14",
    "UNREACHABLE, true, 4",
    "TIMED_OUT, false, 4",
    "DEGRADED, true, 0"
  })
  void what_failed_after_its_time_failed_for_that(Result result, boolean isLate, String status) {
    Call call = new Call(isLate);
    Answers.give(new Inbound(call, new Nobody()), result, null);
    assertThat(call.told).isEqualTo(status);
  }

  /** A call by gRPC that notes the status it is given. */
  private static final class Call implements ServerStream {
    private final boolean isLate;
    private final RequestHead head;
    private @Nullable String told;

    Call(boolean isLate) {
      this.isLate = isLate;
      Fields fields = new Fields(1, 32);
      fields.add("content-type", "application/grpc");
      head = new RequestHead("POST", "http", "example.org", "/a.Service/Method", fields);
    }

    @Override
    public RequestHead head() {
      return head;
    }

    @Override
    public boolean isLate() {
      return isLate;
    }

    @Override
    public void answer(ResponseHead answer, Body body) {
      Fields after = body instanceof Body.Whole whole ? whole.trailers() : Fields.NONE;
      Object inHead = answer.fields().get(Grpc.STATUS);
      told = String.valueOf(inHead == null ? after.get(Grpc.STATUS) : inHead);
    }

    @Override
    public Body body() {
      return Body.NONE;
    }

    @Override
    public Peer peer() {
      throw new AssertionError();
    }

    @Override
    public @Nullable Object attachment() {
      throw new AssertionError();
    }

    @Override
    public void attach(Object remembered) {
      throw new AssertionError();
    }

    @Override
    public void inform(ResponseHead interim) {
      throw new AssertionError();
    }

    @Override
    public boolean abort() {
      throw new AssertionError();
    }
  }

  /** Whoever would serve it. */
  private static final class Nobody implements Desk {
    @Override
    public @Nullable Refused address(Inbound request) {
      throw new AssertionError();
    }

    @Override
    public void take(Inbound request) {
      throw new AssertionError();
    }

    @Override
    public void abandoned(Inbound request) {
      throw new AssertionError();
    }

    @Override
    public boolean keepsBodies() {
      throw new AssertionError();
    }
  }
}
