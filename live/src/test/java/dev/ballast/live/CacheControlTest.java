package dev.ballast.live;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.engine.Request;
import dev.ballast.kernel.Units;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import dev.ballast.policy.cache.Lifetime;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a cache that many users share may keep, and for whom two requests are one. */
final class CacheControlTest {
  private static Fields headers(String... lines) {
    Fields headers = new Fields(2, 64);
    for (String line : lines) {
      int colon = line.indexOf(':');
      headers.add(line.substring(0, colon), line.substring(colon + 1).strip());
    }
    return headers;
  }

  private static @Nullable Lifetime lifetime(String... lines) {
    return CacheControl.lifetime(200, headers(lines));
  }

  private static long freshSeconds(String... lines) {
    return requireNonNull(lifetime(lines)).freshNanosMax() / Units.SECOND;
  }

  private static @Nullable Object likeness(String method, String target, String... lines) {
    return Likeness.of(new RequestHead(method, "http", "", target, headers(lines)));
  }

  @Test
  void an_answer_that_says_nothing_is_kept_as_the_system_file_says() {
    assertThat(lifetime("content-type: text/plain")).isEqualTo(Lifetime.NEW);
    assertThat(lifetime("cache-control: public")).isEqualTo(Lifetime.NEW);
  }

  @Test
  void what_is_for_one_user_is_kept_for_nobody() {
    for (String line :
        List.of(
            "cache-control: private",
            "Cache-Control: max-age=60, PRIVATE",
            "cache-control: private=\"x-name\"",
            "cache-control: no-store",
            "cache-control: no-cache",
            "cache-control: public,no-store",
            "pragma: no-cache",
            "set-cookie: session=1",
            "www-authenticate: Basic",
            "content-range: bytes 0-1/2",
            "vary: *",
            "vary: Accept, User-Agent",
            "vary: X-Forwarded-For")) {
      assertThat(lifetime(line)).as(line).isNull();
    }
    assertThat(lifetime("cache-control: max-age=60", "cache-control: private")).isNull();
  }

  @Test
  void only_a_full_answer_is_kept() {
    for (int status : new int[] {199, 201, 204, 206, 301, 304, 404, 500, 503}) {
      assertThat(CacheControl.lifetime(status, headers())).as("%s", status).isNull();
    }
  }

  @Test
  void what_varies_with_headers_that_tell_requests_apart_is_kept() {
    assertThat(lifetime("vary: Accept-Encoding, accept-language,")).isEqualTo(Lifetime.NEW);
    assertThat(lifetime("vary: Cookie")).as("with a cookie a request is alone").isNotNull();
  }

  @Test
  void the_answers_own_lifetime_counts_and_that_for_shared_caches_more() {
    assertThat(freshSeconds("cache-control: max-age=60")).isEqualTo(60);
    assertThat(freshSeconds("cache-control: max-age=60, s-maxage=\"5\"")).isEqualTo(5);
    assertThat(freshSeconds("cache-control: max-age=0")).isZero();
    assertThat(freshSeconds("cache-control: max-age=soon")).as("the careful reading").isZero();
    assertThat(freshSeconds("cache-control: max-age=-1")).isZero();
    assertThat(freshSeconds("cache-control: max-age=99999999999999")).isEqualTo(999_999_999);
    assertThat(requireNonNull(lifetime("age: 7")).ageNanos()).isEqualTo(7 * Units.SECOND);
  }

  @Test
  void what_must_be_revalidated_is_never_given_stale() {
    assertThat(requireNonNull(lifetime("cache-control: max-age=9")).mayBeStale()).isTrue();
    for (String directive : List.of("must-revalidate", "proxy-revalidate", "s-maxage=9")) {
      assertThat(requireNonNull(lifetime("cache-control: max-age=9, " + directive)).mayBeStale())
          .as(directive)
          .isFalse();
    }
  }

  @Test
  void what_has_expired_when_it_is_made_is_not_fresh() {
    assertThat(freshSeconds("expires: 0")).isZero();
    assertThat(
            freshSeconds(
                "date: Sun, 06 Nov 1994 08:49:37 GMT", "expires: Sun, 06 Nov 1994 08:49:37 GMT"))
        .isZero();
    assertThat(
            freshSeconds(
                "date: Sun, 06 Nov 1994 08:49:37 GMT", "expires: Sun, 06 Nov 1994 08:50:37 GMT"))
        .isEqualTo(60);
    assertThat(lifetime("expires: Sun, 06 Nov 1994 08:49:37 GMT")).isEqualTo(Lifetime.NEW);
    assertThat(freshSeconds("expires: 0", "cache-control: max-age=9")).isEqualTo(9);
  }

  @Test
  void requests_are_alike_when_everything_that_may_decide_the_answer_is_equal() {
    Object plain = likeness("GET", "/title/7?x=1", "host: a", "x-mine: m");
    assertThat(likeness("GET", "/title/7?x=1", "host: a", "x-mine: m")).isEqualTo(plain);
    assertThat(likeness("HEAD", "/title/7?x=1", "host: a", "x-mine: m")).isNotEqualTo(plain);
    assertThat(likeness("GET", "/title/7?x=2", "host: a", "x-mine: m")).isNotEqualTo(plain);
    assertThat(likeness("GET", "/title/7?x=1", "host: b", "x-mine: m")).isNotEqualTo(plain);
    assertThat(likeness("GET", "/title/7?x=1", "host: a", "x-mine: n")).isNotEqualTo(plain);
    assertThat(likeness("GET", "/title/7?x=1", "host: a")).isNotEqualTo(plain);
    assertThat(likeness("GET", "/title/7?x=1", "host: a", "accept-language: de"))
        .isNotEqualTo(likeness("GET", "/title/7?x=1", "host: a", "accept-language: en"));
  }

  @Test
  void headers_that_only_carry_a_request_do_not_tell_it_apart() {
    Object plain = likeness("GET", "/", "host: a");
    for (String line :
        List.of(
            "user-agent: curl/8",
            "connection: close",
            "x-request-id: 1",
            "traceparent: 00-1-2-01",
            "x-b3-traceid: 1",
            "x-forwarded-for: 10.0.0.1",
            "x-ballast-timeout-ms: 5")) {
      assertThat(likeness("GET", "/", "host: a", line)).as(line).isEqualTo(plain);
    }
  }

  @Test
  void a_request_that_may_be_personal_partial_or_conditional_is_like_no_other() {
    for (String line :
        List.of(
            "authorization: Basic x",
            "Cookie: session=1",
            "range: bytes=0-1",
            "if-none-match: \"1\"",
            "if-modified-since: Sun, 06 Nov 1994 08:49:37 GMT",
            "cache-control: no-store",
            "cache-control: no-cache",
            "pragma: no-cache")) {
      assertThat(likeness("GET", "/", line)).as(line).isSameAs(Request.ALONE);
    }
    for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "get")) {
      assertThat(likeness(method, "/")).as(method).isSameAs(Request.ALONE);
    }
  }
}
