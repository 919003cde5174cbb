package dev.ballast.spec;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.model.Ingress;
import dev.ballast.model.Route;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the system file says of a gateway, and what is wrong with it. */
final class RouteTextTest {
  private static final String FILE =
      """
      ballast: 1
      system: s
      services:
        edge:
          gateway:
            %s
            routes:
              %s
        a: {endpoints: {x: [], y: []}}
        b: {%s, endpoints: {x: []}}
      """;

  private static SpecResult read(String gateway, String routes, String service) {
    return Spec.read("s.yaml", FILE.formatted(gateway, routes, service));
  }

  /** The errors and warnings of a file with these routes, by their codes. */
  private static List<String> codes(SpecResult result) {
    return result.diagnostics().stream()
        .filter(d -> !d.code().equals("CHECK007") && !d.code().equals("CHECK016"))
        .map(Diagnostic::code)
        .toList();
  }

  private static SpecResult routes(String... routes) {
    return read("limits: {}", "- " + String.join("\n        - ", routes), "replicas: 1");
  }

  private static Service edge(SpecResult result) {
    assertThat(codes(result)).as(result.rendered(false)).isEmpty();
    return requireNonNull(result.model()).service("edge");
  }

  @Test
  void a_plain_route_takes_every_host_and_has_no_bounds_of_its_own() {
    Service edge = edge(routes("GET /x/{id} -> a.x"));
    Route route = edge.endpoints().getFirst().routing();
    assertThat(route).isEqualTo(requireNonNull(edge.endpoint("GET /x/{id}")).routing());
    assertThat(route.match().host()).isEqualTo("*");
    assertThat(route.rateLimit()).isNull();
    assertThat(edge.ingress()).isEqualTo(Ingress.DEFAULT);
  }

  @Test
  void a_route_with_a_name_is_called_by_it() {
    Service edge =
        edge(
            routes(
                "{route: GET /x, name: canary, headers: {X-Canary: \"1\"}, to: a.y}",
                "GET /x -> a.x"));
    assertThat(edge.endpoints()).extracting(e -> e.name()).containsExactly("canary", "GET /x");
    assertThat(edge.endpoints().getFirst().routing().match().headers().getFirst().name())
        .isEqualTo("x-canary");
  }

  @Test
  void a_split_and_a_mirror_are_what_the_route_does() {
    Service edge = edge(routes("{route: GET /x, split: {a.x: 90%, a.y: 10%}, mirror: b.x}"));
    assertThat(edge.endpoints().getFirst().steps()).hasSize(2);
    assertThat(edge.endpoints().getFirst().steps().getLast()).isInstanceOf(Step.Split.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SPEC011 | {route: GET /x}",
        "SPEC021 | {route: GET /x, to: a.x, redirect: /y}",
        "SPEC021 | {route: GET /x, to: a.x, split: {a.x: 100%}}",
        "SPEC021 | {route: GET /x, redirect: /y, mirror: a.x}",
        "SPEC021 | {route: GET /x, redirect: /y, else: kept}",
        "SPEC022 | {route: GET /x, split: {a.x: 90%, a.y: 20%}}",
        "SPEC022 | {route: GET /x, to: a.x, rewrite: {path: '/y/{id}'}}",
        "SPEC022 | {route: GET /x, redirect: '/y/{id}'}",
        "SPEC022 | {route: GET /x, redirect: /y, rewrite: {path: /z}}",
        "SPEC022 | {route: GET /x, to: a.x, rate-limit: {allow: 5/s, per: service}}",
        "SPEC011 | {route: GET /x, to: a.x, rewrite: {}}",
        "SPEC015 | {route: GET /x, to: a.x, rewrite: {host: '{id}.internal'}}",
        "SPEC015 | {route: GET /x, redirect: 'https://{id}.example.org'}",
        "SPEC015 | {route: GET /x, redirect: 'ftp://example.org'}",
        "SPEC017 | {route: GET /x, redirect: {to: /y, status: 304}}",
        "SPEC015 | {route: GET /x, to: a.x, host: 'https://example.org'}",
        "SPEC015 | {route: GET /x, to: a.x, host: 'example.org:80'}",
        "SPEC015 | {route: GET /x, to: a.x, host: '*'}",
        "SPEC019 | {route: GET /x, to: a.x, headers: {'x y': 1}}",
        "SPEC012 | {route: GET /x, to: a.x, headers: {x-a: 1, X-A: 2}}",
        "SPEC011 | {route: GET /x, to: a.x, headers: {x-a: {}}}",
        "SPEC021 | {route: GET /x, to: a.x, query: {q: {exact: 1, present: true}}}",
        "SPEC015 | {route: 'GET /x/a{id}', to: a.x}",
        "SPEC015 | {route: 'GET /x/../y', to: a.x}",
        "SPEC015 | {route: 'GET /{id}/{id}', to: a.x}",
        "SPEC015 | {route: 'GET /{rest...}/x', to: a.x}",
        "SPEC015 | {route: 'GET /a%2fb', to: a.x}",
        "SPEC010 | {route: GET /x, to: a.x, canary: 5%}",
        "CHECK001 | {route: GET /x, to: a.x, mirror: c.x}",
        "CHECK001 | {route: GET /x, split: {a.x: 50%, a.z: 50%}}",
        "CHECK071 | {route: GET /x, to: a.x, mirror: a.y}",
      })
  void a_mistake_in_a_route_has_its_code(String code, String route) {
    assertThat(codes(routes(route))).containsExactly(code);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'GET /x -> a.x'              | '{route: GET /x, name: two, host: example.org, to: a.y}'",
        "'GET /{any} -> a.x'          | 'GET /x -> a.y'",
        "'ANY /{rest...} -> a.x'      | 'GET /x/{id} -> a.y'",
        "'{route: GET /x, host: \"*.example.org\", to: a.x}' | '{route: GET /x, name: two, host:"
            + " a.example.org, to: a.y}'",
        "'{route: GET /x, headers: {v: {present: true}}, to: a.x}' | '{route: GET /x, name: two,"
            + " headers: {v: 1, w: 1}, to: a.y}'",
      })
  void a_route_that_an_earlier_one_takes_everything_from_is_refused(String first, String second) {
    assertThat(codes(routes(first, second))).containsExactly("SPEC024");
    assertThat(codes(routes(second, first))).isEmpty();
  }

  @Test
  void two_routes_with_the_same_method_and_path_need_a_name() {
    assertThat(codes(routes("{route: GET /x, host: a.org, to: a.x}", "GET /x -> a.y")))
        .containsExactly("SPEC012");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SPEC017 | 'listen: 0'",
        "SPEC022 | 'listen: [80, 80]'",
        "SPEC015 | 'listen: [{port: 80, address: \"a b\"}]'",
        "SPEC011 | 'listen: {port: 443, tls: {}}'",
        "SPEC011 | 'listen: {port: 443, tls: {certificates: []}}'",
        "SPEC011 | 'listen: {port: 443, tls: {certificates: [{certificate: a.pem}]}}'",
        "SPEC022 | 'listen: {port: 443, tls: {certificates: [{certificate: a, key: b}], clients:"
            + " required}}'",
        "SPEC022 | 'listen: {port: 443, tls: {certificates: [{certificate: a, key: b}], ca: c}}'",
        "SPEC018 | 'listen: {port: 443, tls: {certificates: [{certificate: a, key: b}],"
            + " min-version: 1.1}}'",
        "SPEC018 | 'listen: {port: 80, proxy-protocol: v1}'",
        "SPEC017 | 'limits: {header-bytes: 10B}'",
        "SPEC022 | 'limits: {connections: 5, connections-per-client: 6}'",
        "SPEC017 | 'limits: {streams: 0}'",
        "SPEC015 | 'limits: {body: 5}'",
        "SPEC017 | 'timeouts: {idle: 0s}'",
        "SPEC017 | 'timeouts: {header: 48h}'",
        "SPEC018 | 'access-log: {format: xml}'",
        "SPEC018 | 'access-log: all'",
      })
  void a_mistake_in_a_gateway_has_its_code(String code, String gateway) {
    assertThat(codes(read(gateway, "- GET /x -> a.x", "replicas: 1"))).contains(code).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "SPEC022 | 'replicas: 3, addresses: [\"a:1\", \"b:1\"]'",
        "SPEC022 | 'addresses: [\"a:1\", \"a:1\"]'",
        "SPEC022 | 'addresses: [\"a:1\"], discover: {file: f}'",
        "SPEC015 | 'addresses: [a]'",
        "SPEC017 | 'addresses: [\"a:70000\"]'",
        "SPEC011 | 'discover: {dns: a}'",
        "SPEC021 | 'discover: {srv: a, file: b}'",
        "SPEC018 | 'protocol: h3'",
        "SPEC011 | 'health-check: {every: 1s}'",
        "SPEC015 | 'health-check: {path: healthz}'",
        "SPEC022 | 'health-check: {path: /, every: 1s, timeout: 2s}'",
      })
  void a_mistake_in_how_replicas_are_reached_has_its_code(String code, String service) {
    assertThat(codes(read("limits: {}", "- GET /x -> a.x", service))).containsExactly(code);
  }

  @Test
  void a_gateway_has_no_addresses_and_addresses_say_how_many_replicas_there_are() {
    String text = FILE.formatted("limits: {}", "- GET /x -> a.x", "addresses: [\"a:1\", \"b:1\"]");
    SpecResult result = Spec.read("s.yaml", text);
    assertThat(requireNonNull(result.model()).service("b").replicas()).isEqualTo(2);
    String wrong = text.replace("  edge:\n", "  edge:\n    addresses: [\"a:1\"]\n");
    assertThat(codes(Spec.read("s.yaml", wrong))).containsExactly("SPEC021");
  }
}
