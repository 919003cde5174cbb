package dev.ballast.live.grpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Result;
import dev.ballast.kernel.Units;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.ResponseHead;
import io.netty.util.AsciiString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrpcTest {
  private static Fields fields(String... pairs) {
    Fields fields = new Fields(2, 32);
    for (int i = 0; i < pairs.length; i += 2) {
      fields.add(pairs[i], pairs[i + 1]);
    }
    return fields;
  }

  @ParameterizedTest
  @CsvSource({
    "application/grpc, true",
    "application/grpc+proto, true",
    "Application/GRPC;charset=utf-8, true",
    "application/grpc-web, false",
    "application/grp, false",
    "text/plain, false"
  })
  void the_content_type_tells_grpc_from_other_requests(String type, boolean isGrpc) {
    assertThat(Grpc.isGrpc(fields("content-type", type))).isEqualTo(isGrpc);
  }

  @ParameterizedTest
  @CsvSource({
    "0, OK",
    "1, ERROR",
    "2, ERROR",
    "4, TIMED_OUT",
    "5, OK",
    "8, RATE_LIMITED",
    "12, OK",
    "13, ERROR",
    "14, ERROR",
    "16, OK",
    "17, ERROR",
    "-1, ERROR",
    "007, ERROR",
    "x, ERROR"
  })
  void the_status_after_the_body_says_what_came_of_a_call(String status, Result meaning) {
    assertThat(Grpc.meaning(200, Fields.NONE, fields("grpc-status", status))).isEqualTo(meaning);
    assertThat(Grpc.meaning(200, fields("grpc-status", status), Fields.NONE)).isEqualTo(meaning);
  }

  @Test
  void an_answer_without_a_status_has_failed() {
    assertThat(Grpc.meaning(200, Fields.NONE, Fields.NONE)).isEqualTo(Result.ERROR);
    assertThat(Grpc.meaning(502, Fields.NONE, Fields.NONE)).isEqualTo(Result.ERROR);
    assertThat(Grpc.meaning(404, Fields.NONE, Fields.NONE)).isEqualTo(Result.OK);
  }

  @ParameterizedTest
  @CsvSource({
    "1H, 3600000000000",
    "2M, 120000000000",
    "10S, 10000000000",
    "250m, 250000000",
    "7u, 7000",
    "99999999n, 99999999",
    "99999999H, 2305843009213693951",
    "0n, 0"
  })
  void a_timeout_is_digits_and_a_unit(String told, long nanos) {
    assertThat(Grpc.timeoutNanos(AsciiString.of(told))).isEqualTo(nanos);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "S", "123456789S", "1.5S", "-1S", "10", "10s", "10h", "+1S"})
  void anything_else_is_no_timeout(String told) {
    assertThat(Grpc.timeoutNanos(AsciiString.of(told))).isEqualTo(-1);
  }

  @ParameterizedTest
  @ValueSource(
      longs = {-5, 0, 1, 99_999_999, 100_000_000, 99_999_999_999L, 100_000_000_000L, 1L << 62})
  void what_is_left_is_told_and_never_more(long nanos) {
    long told = Grpc.timeoutNanos(AsciiString.of(Grpc.timeout(nanos)));
    assertThat(told).isLessThanOrEqualTo(Math.max(0, nanos)).isNotNegative();
    if (nanos < 99_999_999L * Units.SECOND) {
      assertThat(told).isGreaterThanOrEqualTo((long) (nanos * 0.99999));
    }
  }

  @Test
  void a_refusal_is_told_in_a_head_without_a_body() {
    ResponseHead head = Grpc.refusal(new Fields(4, 64), GrpcStatus.UNAVAILABLE, "50 % – full\n");
    assertThat(head.status()).isEqualTo(200);
    assertThat((CharSequence) head.fields().get(Grpc.STATUS)).hasToString("14");
    assertThat((CharSequence) head.fields().get(Grpc.MESSAGE))
        .hasToString("50 %25 %E2%80%93 full%0A");
    assertThat(Grpc.isGrpc(head.fields())).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Result.class)
  void a_failure_that_is_told_by_grpc_is_a_failure_there(Result result) {
    assertThat(GrpcStatus.of(result).meaning().isSuccess()).isEqualTo(result.isSuccess());
  }
}
