package dev.ballast.live.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import dev.ballast.model.PathTemplate;
import dev.ballast.model.PathTemplate.Segment;
import dev.ballast.model.RequestMatch;
import dev.ballast.model.RequestMatch.Condition;
import dev.ballast.model.Route;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which route takes a request. */
final class RouterTest {
  private static Route route(String requests) {
    return Route.of(RequestMatch.of(requests));
  }

  private static Route route(
      String requests, String host, List<Condition> headers, List<Condition> query) {
    RequestMatch plain = RequestMatch.of(requests);
    return Route.of(new RequestMatch(plain.method(), plain.path(), host, headers, query));
  }

  private static RequestHead head(String method, String authority, String target, String... names) {
    Fields fields = new Fields(4, 64);
    for (int i = 0; i < names.length; i += 2) {
      fields.add(names[i], names[i + 1]);
    }
    return new RequestHead(method, "http", authority, target, fields);
  }

  private static int find(Router router, RequestHead head) {
    RequestPath path = new RequestPath();
    assertThat(path.read(head.target())).as(head.target()).isNull();
    return router.find(head, path);
  }

  private static int find(Router router, String target) {
    return find(router, head("GET", "h", target));
  }

  @Test
  void the_first_route_that_fits_in_the_order_of_the_file_takes_a_request() {
    var special = List.of(route("GET /play/top"), route("GET /play/{title}"));
    assertThat(find(Router.of(special), "/play/top")).isZero();
    assertThat(find(Router.of(special), "/play/topmost")).isEqualTo(1);
    assertThat(find(Router.of(special.reversed()), "/play/top")).isZero();
  }

  @Test
  void a_parameter_stands_for_one_segment_that_is_not_empty() {
    Router router = Router.of(List.of(route("GET /play/{title}/cast")));
    assertThat(find(router, "/play/7/cast?x=/a/b")).isZero();
    assertThat(find(router, "/play//cast")).isEqualTo(Router.NONE);
    assertThat(find(router, "/play/7/8/cast")).isEqualTo(Router.NONE);
    assertThat(find(router, "/play/7")).isEqualTo(Router.NONE);
  }

  @Test
  void the_rest_of_a_path_may_be_anything_below_it() {
    Router router = Router.of(List.of(route("GET /files/{rest...}"), route("GET /{rest...}")));
    assertThat(find(router, "/files/")).isZero();
    assertThat(find(router, "/files/a/b/c")).isZero();
    assertThat(find(router, "/files")).isEqualTo(1);
    assertThat(find(router, "/")).isEqualTo(1);
  }

  @Test
  void case_and_a_slash_at_the_end_matter() {
    Router router = Router.of(List.of(route("GET /play")));
    assertThat(find(router, "/play")).isZero();
    assertThat(find(router, "/Play")).isEqualTo(Router.NONE);
    assertThat(find(router, "/play/")).isEqualTo(Router.NONE);
  }

  @Test
  void paths_are_compared_after_percent_decoding() {
    Router router = Router.of(List.of(route("GET /café/{x}")));
    assertThat(find(router, "/caf%C3%A9/a%20b")).isZero();
    assertThat(find(router, "/%63af%c3%a9/1")).isZero();
    assertThat(find(router, "/caf%E9/1")).isEqualTo(Router.NONE);
    assertThat(find(Router.of(List.of(route("GET /a"))), "/a%3Fb")).isEqualTo(Router.NONE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/public/../admin",
        "/public/./x",
        "/..",
        "/a/..",
        "/a/.",
        "/public/%2e%2e/admin",
        "/public/.%2E/admin",
        "/public/%2e",
        "/public%2fadmin",
        "/public%2Fadmin",
        "/public%5cadmin",
        "/public\\admin",
        "/a%00b",
        "/a%0d%0ab",
        "/a%7f",
        "/a%",
        "/a%1",
        "/a%zz",
        "/a%-1",
        "/a#b",
        "",
        "*",
        "http://h/x",
      })
  void a_path_that_means_another_one_behind_the_gateway_is_refused(String target) {
    assertThat(new RequestPath().read(target)).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/a?x=../..", "/a?b%", "/...", "/.well-known/x", "/a..b/c.", "/a//b", "/%25"})
  void what_only_looks_like_it_is_not(String target) {
    assertThat(new RequestPath().read(target)).isNull();
  }

  @Test
  void any_stands_for_every_method_and_head_is_one_of_its_own() {
    Router router = Router.of(List.of(route("POST /x"), route("ANY /x"), route("GET /y")));
    assertThat(find(router, head("POST", "h", "/x"))).isZero();
    assertThat(find(router, head("BREW", "h", "/x"))).isEqualTo(1);
    assertThat(find(router, head("HEAD", "h", "/y"))).isEqualTo(Router.NONE);
  }

  @ParameterizedTest
  @CsvSource({
    "api.example.org, 0",
    "API.Example.ORG:8443, 0",
    "api.example.org., 0",
    "www.example.org, 1",
    "a.b.example.org:80, 1",
    "example.org, 2",
    "notexample.org, 2",
    "'', 2",
    "[::1]:8080, 2",
    "api.example.org.evil, 2",
  })
  void a_host_is_a_name_or_the_end_of_names_whatever_the_port(String authority, int expected) {
    Router router =
        Router.of(
            List.of(
                route("GET /", "api.example.org", List.of(), List.of()),
                route("GET /", "*.example.org", List.of(), List.of()),
                route("GET /")));
    assertThat(find(router, head("GET", authority, "/"))).isEqualTo(expected);
  }

  @Test
  void a_route_of_any_host_that_stands_first_comes_first() {
    Router router =
        Router.of(List.of(route("GET /"), route("GET /", "api.example.org", List.of(), List.of())));
    assertThat(find(router, head("GET", "api.example.org", "/"))).isZero();
  }

  private static final List<Condition> HEADERS =
      List.of(
          new Condition("x-canary", new RequestMatch.Test.Exact("1")),
          new Condition("x-tenant", new RequestMatch.Test.Prefix("acme-")),
          new Condition("x-any", new RequestMatch.Test.Present()),
          new Condition("x-none", new RequestMatch.Test.Absent()));

  @Test
  void all_conditions_on_headers_must_hold() {
    Router router = Router.of(List.of(route("GET /", "*", HEADERS, List.of()), route("GET /")));
    String[] right = {"X-Canary", "1", "x-tenant", "acme-7", "x-any", ""};
    assertThat(find(router, head("GET", "h", "/", right))).isZero();
    String[] second = {"x-canary", "2", "x-canary", "1", "x-tenant", "acme-", "x-any", "y"};
    assertThat(find(router, head("GET", "h", "/", second))).isZero();
    String[] wrongValue = {"x-canary", "11", "x-tenant", "acme-7", "x-any", ""};
    assertThat(find(router, head("GET", "h", "/", wrongValue))).isEqualTo(1);
    String[] noPrefix = {"x-canary", "1", "x-tenant", "acme", "x-any", ""};
    assertThat(find(router, head("GET", "h", "/", noPrefix))).isEqualTo(1);
    String[] missing = {"x-canary", "1", "x-tenant", "acme-7"};
    assertThat(find(router, head("GET", "h", "/", missing))).isEqualTo(1);
    String[] there = {"x-canary", "1", "x-tenant", "acme-7", "x-any", "", "X-None", ""};
    assertThat(find(router, head("GET", "h", "/", there))).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource({
    "/s?v=2&user=ann-1, 0",
    "/s?user=ann-1&v=1&v=2, 0",
    "/s?%76=%32&user=ann-, 0",
    "/s?v=2&user=ann-1&old, 1",
    "/s?v=2&user=ann-1&old=, 1",
    "/s?v=22&user=ann-1, 1",
    "/s?vv=2&user=ann-1, 1",
    "/s?v=2&user=bob, 1",
    "/s, 1",
    "/s?, 1",
    "/s?v&user=ann-1, 1",
  })
  void all_conditions_on_the_query_must_hold(String target, int expected) {
    var query =
        List.of(
            new Condition("v", new RequestMatch.Test.Exact("2")),
            new Condition("user", new RequestMatch.Test.Prefix("ann-")),
            new Condition("old", new RequestMatch.Test.Absent()));
    Router router = Router.of(List.of(route("GET /s", "*", List.of(), query), route("GET /s")));
    assertThat(find(router, target)).isEqualTo(expected);
  }

  @Test
  void a_request_is_about_what_the_first_parameter_stands_for() {
    Router router = Router.of(List.of(route("GET /a/{x}/{y}"), route("GET /b")));
    RequestPath path = new RequestPath();
    path.read("/a/17/18?x");
    assertThat(router.key(0, path, (text, from, to) -> Long.parseLong(text, from, to, 10), -1))
        .isEqualTo(17);
    path.read("/b");
    assertThat(router.key(1, path, (text, from, to) -> 5, -1)).isEqualTo(-1);
  }

  /** Routes of few words, so that many overlap. */
  private static List<Route> manyRoutes(RandomStream random, int count) {
    List<String> words = List.of("a", "b", "c", "", "{x}", "{y}", "{x...}");
    List<Route> routes = new ArrayList<>();
    while (routes.size() < count) {
      StringBuilder path = new StringBuilder();
      int segments = 1 + (int) (random.nextUnit() * 5);
      for (int i = 0; i < segments; i++) {
        path.append('/').append(words.get((int) (random.nextUnit() * words.size())));
      }
      String method = random.chance(0.3) ? "ANY" : random.chance(0.5) ? "GET" : "POST";
      try {
        routes.add(route(method + " " + path));
      } catch (IllegalArgumentException e) {
        // the same parameter twice, or something after the rest
      }
    }
    return routes;
  }

  /** The plain way: every route, one after the other. */
  private static int linear(List<Route> routes, String method, String target) {
    List<String> asked = Arrays.asList(target.substring(1).split("/", -1));
    for (int r = 0; r < routes.size(); r++) {
      RequestMatch match = routes.get(r).match();
      boolean isMethod = match.method().equals("ANY") || match.method().equals(method);
      if (isMethod && fits(match.path(), asked)) {
        return r;
      }
    }
    return Router.NONE;
  }

  private static boolean fits(PathTemplate path, List<String> asked) {
    for (int i = 0; i < path.segments().size(); i++) {
      Segment segment = path.segments().get(i);
      if (segment instanceof Segment.Rest) {
        return i < asked.size();
      }
      boolean fits =
          i < asked.size()
              && (segment instanceof Segment.Literal(String text)
                  ? text.equals(asked.get(i))
                  : !asked.get(i).isEmpty());
      if (!fits) {
        return false;
      }
    }
    return asked.size() == path.segments().size();
  }

  @Test
  void a_thousand_routes_are_searched_as_one_after_the_other_would_be() {
    RandomStream random = RandomStream.of(1, "routes");
    List<String> words = List.of("a", "b", "c", "d", "");
    for (int round = 0; round < 20; round++) {
      List<Route> routes = manyRoutes(random, round < 15 ? 12 : 1_000);
      Router router = Router.of(routes);
      for (int i = 0; i < 500; i++) {
        StringBuilder target = new StringBuilder();
        int segments = 1 + (int) (random.nextUnit() * 6);
        for (int s = 0; s < segments; s++) {
          target.append('/').append(words.get((int) (random.nextUnit() * words.size())));
        }
        String method = random.chance(0.5) ? "GET" : "PUT";
        assertThat(find(router, head(method, "h", target.toString())))
            .as("%s %s", method, target)
            .isEqualTo(linear(routes, method, target.toString()));
      }
    }
  }

  @Test
  void a_plain_route_is_found_without_allocating() {
    List<Route> routes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      routes.add(route("GET /shop-" + i + "/{item}/reviews"));
    }
    routes.add(route("GET /", "api.example.org", List.of(), List.of()));
    Router router = Router.of(routes);
    RequestPath path = new RequestPath();
    RequestHead head = head("GET", "www.example.org:80", "/shop-777/42/reviews?page=2");
    long found = 0;
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    long allocated = Long.MAX_VALUE;
    for (int round = 0; round < 5; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 10_000; i++) {
        path.read(head.target());
        int route = router.find(head, path);
        found += route + router.key(route, path, (text, from, to) -> to - from, 0);
      }
      allocated = Math.min(allocated, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(found).isEqualTo(5 * 10_000 * (777 + 2));
    assertThat(allocated).isLessThan(10_000); // less than a byte for each
  }
}
