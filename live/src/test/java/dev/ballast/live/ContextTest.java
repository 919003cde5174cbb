package dev.ballast.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Request;
import dev.ballast.kernel.Units;
import dev.ballast.live.http.Fields;
import dev.ballast.live.routing.RequestPath;
import dev.ballast.live.routing.Router;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Route;
import dev.ballast.model.Service;
import dev.ballast.policy.RepeatTree;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ContextTest {
  private static long key(String text) {
    return Context.key(text, 0, text.length());
  }

  private static Fields field(String name, String value) {
    Fields fields = new Fields(1, 64);
    fields.add(name, value);
    return fields;
  }

  private static long retryAfter(String name, String value) {
    return Context.retryAfterNanos(field(name, value));
  }

  @Test
  void digits_are_the_key_itself_and_other_text_stands_for_its_hash() {
    assertThat(key("0")).isEqualTo(0);
    assertThat(key("999999999999999999")).isEqualTo(999_999_999_999_999_999L);
    assertThat(key("the-wire")).isNotNegative().isNotEqualTo(key("the-wirf"));
    assertThat(key("9999999999999999999")).isNotNegative();
    assertThat(key("")).isNotNegative();
  }

  @Test
  void a_route_with_a_parameter_is_about_its_first_one() {
    Service door =
        new Service(
            "door",
            1,
            1,
            0,
            false,
            true,
            List.of(
                new Endpoint("GET /play/{title}/part/{part}", true, List.of()),
                new Endpoint("GET /home", true, List.of())),
            null);
    List<Route> routes = door.endpoints().stream().map(Endpoint::routing).toList();
    Router router = Router.of(routes);
    RequestPath path = new RequestPath();
    path.read("/play/42/part/7");
    assertThat(router.key(0, path, Context::key, Request.NO_KEY)).isEqualTo(42);
    path.read("/home?user=9");
    assertThat(router.key(1, path, Context::key, Request.NO_KEY)).isEqualTo(Request.NO_KEY);
  }

  @Test
  void how_long_to_stay_away_is_read_in_seconds_exactly_or_as_a_date() {
    assertThat(retryAfter("retry-after", "3")).isEqualTo(3 * Units.SECOND);
    assertThat(retryAfter("x-ballast-retry-after-ms", "12.5"))
        .isEqualTo(12_500 * Units.MICROSECOND);
    String inAnHour =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusHours(1));
    assertThat(retryAfter("retry-after", inAnHour))
        .isBetween(3_000 * Units.SECOND, 3_600 * Units.SECOND);
  }

  @Test
  void repeats_are_a_number_that_is_never_believed_beyond_the_largest_allowance() {
    assertThat(repeats("0")).isZero();
    assertThat(repeats("7")).isEqualTo(7);
    assertThat(repeats("999999999")).isEqualTo(RepeatTree.ALLOWANCE_MAX);
    for (String wrong : List.of("", "-1", "x", "1.5", "99999999999")) {
      assertThat(repeats(wrong)).as(wrong).isEqualTo(RepeatTree.UNBOUNDED);
    }
    assertThat(Context.repeats(Fields.NONE)).isEqualTo(RepeatTree.UNBOUNDED);
  }

  private static int repeats(String told) {
    return Context.repeats(field("x-ballast-repeats", told));
  }

  @Test
  void what_cannot_be_read_or_believed_does_not_keep_anybody_away_for_ever() {
    assertThat(retryAfter("retry-after", "soon")).isZero();
    assertThat(retryAfter("retry-after", "-1")).isZero();
    assertThat(retryAfter("x-ballast-retry-after-ms", "x")).isZero();
    assertThat(retryAfter("retry-after", "999999999")).isEqualTo(86_400 * Units.SECOND);
    assertThat(retryAfter("date", "3")).isZero();
  }
}
