package dev.ballast.live.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import dev.ballast.model.PathTemplate;
import dev.ballast.model.RequestMatch;
import dev.ballast.model.Route;
import dev.ballast.model.Route.Redirect;
import dev.ballast.model.Route.Rewrite;
import dev.ballast.policy.Deadline;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a route makes of a request's address. */
final class ChangedTest {
  private static Changed changed(
      String requests, @Nullable Rewrite rewrite, @Nullable Redirect redirect) {
    RequestMatch match = RequestMatch.of(requests);
    long none = Deadline.NONE;
    Route route = new Route(match, rewrite, redirect, none, Route.BODY_OF_GATEWAY, null, false);
    return Objects.requireNonNull(Changed.by(route));
  }

  private static RequestHead asked(String target) {
    return new RequestHead("GET", "http", "shop.example:8080", target, Fields.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "GET /play/{title}, /v2/{title}, /play/7?hd=1, /v2/7?hd=1",
    "GET /play/{title}, /v2/titles/{title}/start, /play/a%20b, /v2/titles/a%20b/start",
    "GET /a/{x}/{y}, /{y}/{x}, /a/1/2?q=/x/, /2/1?q=/x/",
    "GET /a/{rest...}, /{rest...}, /a/b/c/?q, /b/c/?q",
    "GET /a/{rest...}, /b/{rest...}, /a/, /b/",
    "GET /a, /, /a?x, /?x",
    "GET /a, /café, /a, /caf%C3%A9",
  })
  void parameters_are_passed_on_as_they_came(String route, String to, String target, String made) {
    Changed changed = changed(route, new Rewrite(PathTemplate.of(to), null), null);
    assertThat(changed.target(asked(target))).isEqualTo(made);
    assertThat(changed.authority(asked(target))).isEqualTo("shop.example:8080");
  }

  @Test
  void a_host_is_rewritten_to_a_fixed_name() {
    Changed changed = changed("GET /a", new Rewrite(null, "catalog.internal"), null);
    assertThat(changed.authority(asked("/a"))).isEqualTo("catalog.internal");
    assertThat(changed.target(asked("/a?b"))).isEqualTo("/a?b");
  }

  @Test
  void a_redirect_keeps_what_it_does_not_say() {
    PathTemplate path = PathTemplate.of("/new/{id}");
    assertThat(location("GET /old/{id}", null, null, path, "/old/7?x=1")).isEqualTo("/new/7?x=1");
    assertThat(location("GET /old/{id}", "https", null, null, "/old/7?x=1"))
        .isEqualTo("https://shop.example/old/7?x=1");
    assertThat(location("GET /old/{id}", "https", "example.org:8443", path, "/old/7"))
        .isEqualTo("https://example.org:8443/new/7");
  }

  @Test
  void a_redirect_to_a_path_never_leads_to_another_host() {
    PathTemplate rest = PathTemplate.of("/{rest...}");
    assertThat(location("GET /{rest...}", null, null, rest, "//evil.example/x"))
        .isEqualTo("/evil.example/x");
    assertThat(location("GET /go/{rest...}", null, null, rest, "/go//evil.example"))
        .isEqualTo("/evil.example");
    assertThat(location("GET /go/{rest...}", null, null, rest, "/go////evil.example"))
        .isEqualTo("/evil.example");
  }

  @Test
  void a_redirect_to_another_scheme_needs_to_know_the_host() {
    Changed changed = changed("GET /", null, new Redirect("https", null, null, 308));
    assertThat(changed.location(new RequestHead("GET", "http", "", "/", Fields.NONE))).isNull();
  }

  private static @Nullable String location(
      String route,
      @Nullable String scheme,
      @Nullable String authority,
      @Nullable PathTemplate path,
      String target) {
    return changed(route, null, new Redirect(scheme, authority, path, 308)).location(asked(target));
  }
}
