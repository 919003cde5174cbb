package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Severity;
import dev.ballast.model.SystemModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EffectiveTest {
  static final String EVERYTHING =
      """
      ballast: 1
      system: everything
      zones: [a, b]
      network: {within-zone: uniform(0.1ms, 0.3ms), between-zones: exponential(0.7ms)}
      identities: {trust-domain: example.org, certificate: id.pem, key: id.key, bundle: ca.pem}
      services:
        edge:
          gateway:
            listen:
              - 8080
              - port: 8443
                address: "::"
                proxy-protocol: v2
                tls:
                  certificates: [{certificate: a.pem, key: a.key}, {certificate: b.pem, key: b.key}]
                  min-version: 1.3
                  clients: optional
                  ca: clients.pem
            limits: {header-bytes: 16KB, headers: 50, body: 2MB, connections: 20000, connections-per-client: 100, streams: 10, resets-per-second: 5}
            timeouts: {header: 2s, body: 3s, write: 4s, idle: 5s, stream: 1h, drain: 1min}
            access-log: {format: common, sample: 12.5%, file: /var/log/access.log}
            routes:
              - {route: GET /x, name: canary, headers: {X-Canary: "1", x-a: {prefix: b}}, to: one.go}
              - {route: GET /x, name: tenant, host: "*.example.org", query: {q: {present: true}, r: {present: false}}, split: {one.go: 12.5%, one.nothing: 87.5%}, else: x, mirror: {to: one.nothing, share: 0.1%}}
              - {route: "ANY /files/{rest...}", host: api.example.org, to: one.go, rewrite: {path: "/v2/{rest...}", host: files.internal}, timeout: 1.5s, body: 2GB, rate-limit: {allow: 10/s, per: key}, stream: true}
              - {route: "GET /old/{id}", redirect: {to: "/new/{id}", status: 301}}
              - {route: GET /web, redirect: "https://example.org:8443/home"}
              - {route: GET /plain, redirect: https}
              - {route: GET /both, to: one.go, mirror: one.nothing, rewrite: {path: /}}
              - GET /x -> one.go
              - {route: POST /y/{id}/z, to: one.go, else: "no: thanks", idempotent: false}
        one:
          replicas: 5
          cancellation: propagates
          command: python3 -c 'print("hello#world")'
          port: 9000
          endpoints:
            go:
              idempotent: false
              steps:
                - work: empirical(0%: 1ms, 50%: 5.5ms, 99.9%: 80ms, 100%: 1.25s)
                - together:
                    - call: two.a
                      chance: 33.3%
                      times: 3
                    - [{work: 1ns}, {together: [[], {work: pareto(shape=2.5, min=3ms)}]}]
                - fails: 0.07%
            nothing: []
        far:
          addresses: [10.0.0.7:8080, "[fe80::1]:8081", far.example.org:443]
          protocol: h2
          tls: {ca: ca.pem, server-name: far.example.org}
          proxy-protocol: v2
          health-check: {path: /healthz, every: 2s, timeout: 500ms, unhealthy-after: 5, healthy-after: 1}
          endpoints: {a: []}
        dns: {replicas: 9, discover: {dns: dns.default.svc, port: 80}, health-check: {path: grpc}, protocol: grpc, endpoints: {a: []}}
        srv: {replicas: 9, discover: {srv: _http._tcp.srv.svc}, health-check: {path: connect}, tls: {}, endpoints: {a: []}}
        file: {replicas: 9, discover: {file: replicas.txt}, endpoints: {a: []}}
        two: {replicas: 3, queue: 0, workers: 7, limit: {gradient: {max: 50, interval: 30s}}, endpoints: {a: [{work: weibull(p50=5ms, p99=40ms)}], b: []}}
      policies:
        one -> two:
          timeout: 1.5s
          deadline: propagates
          retry: {attempts: 3, on: [shed, error], per-attempt: 100ms, budget: {share: 10%, at-least: 1}, tree: 3, backoff: 7ms decorrelated-jitter, retry-after-at-most: 1s}
          hedge: {after: 30ms, at-most: 2, budget: 2.5%}
          breaker: {opens-at: 12.5% of 30 calls, slow: 200ms}
          bulkhead: 100
          limit: {gradient2: {min: 5, smoothing: 12.5%, tolerance: 2.25, window: 250ms}}
          throttle: {k: {critical: 4, sheddable: 1.25}, window: 30s}
          balance: round-robin
          eject: {for: 400s}
          zones: prefer-local
          slow-start: 1min
        edge -> one:
          eject:
            consecutive-failures: none
            success-rate: {deviations: 1.7, replicas: 4, requests: 20}
            failure-percentage: {threshold: 99.5%}
            latency: {factor: 2.5}
            interval: 5s
            jitter: 500ms
            ceiling: 0%
            at-least-one: true
          panic-below: 30%
          zones: {at-least: 4}
          tiers: [[b], [a]]
          slow-start: {window: 30s, from: 5%, aggression: 1.5}
        "* -> *":
          retry: {attempts: 2, budget: none, backoff: none, retry-after: ignored}
          hedge: {after: p999}
          balance: random
          limit: {vegas: {initial: 10, max: 40}}
      objectives:
        o: {route: GET /x, success: 99.99%, undegraded: 90%, mean: 5ms, p50: 5ms, p90: 9.5ms, p99: 10ms, p999: 1min}
        p: {route: POST /y/{id}/z, p99: 2s}
        q: {route: canary, success: 99%, recovers-within: 5ms}
      experiments:
        e:
          load: {GET /x: 100/min, canary: 1/s, POST /y/{id}/z: 0.3/s constant}
          for: 1h
          at:
            30s: {release: one, version: v2.0, to: 2 replicas, fails: 0.1%, slower: 3}
            1min:
              - {rollback: one}
              - {crash: two, for: 10s}
              - {slow: one, by: gamma(mean=5ms, cv=0.5), times: 0.5, replicas: 4 of 5, for: 10s}
              - {fails: two, share: 30%}
              - {partition: one -> two, for: 10s}
              - {partition: one<->two}
              - {zone-down: b, for: 20s}
              - {crash: two, replicas: 50% of replicas, for: 10s, over: 5s, every: 30s}
              - {release: two, version: v3, over: 1min}
              - {hang: two, share: 12.5%, replicas: 1, for: 10s, over: 10s}
              - {reset: two, when: answer, every: 10s, for: 9s}
              - {reset: two, share: 5%}
              - {rate-limited: two, share: 50%, retry-after: 250ms}
              - {corrupt: two, share: 1%, for: 1s}
              - {stress: two, share: 75%, over: 1s}
              - {partition: zone b <-> two}
              - {delay: one -> two, by: "lognormal(p50=6ms, p99=30ms)", for: 20s, over: 20s}
              - {loss: "* -> two", share: 0.1%, for: 20s, every: 21s}
              - {duplicate: two -> one}
              - {pause: two, for: 10s, over: 5s}
              - {restart: two, replicas: 3, for: 1min}
              - {bandwidth: one -> two, rate: 250kbit/s, for: 1s, every: 2s}
              - {dns-down: two, share: 10%, for: 10s, over: 10s}
              - {surge: all routes, times: 3, for: 10s, over: 5s, every: 20s}
              - {surge: POST /y/{id}/z, times: 2.5, for: 20s}
              - {surge: all routes, times: 0.5}
              - {surge: canary, times: 2}
            60s: {slow: two, times: 2}
          expect: [p, o]
        f:
          load: {GET /x: 50 users thinking lognormal(mean=2s, cv=1.1)}
          warm-up: 0s
          for: 10s
          expect: []
      """;

  static List<Path> right() {
    return Examples.right();
  }

  @ParameterizedTest
  @MethodSource("right")
  void examples_read_back_as_the_same_model_from_their_effective_text(Path file) {
    readsBack(Examples.text(file));
  }

  @Test
  void every_key_reads_back_as_the_same_model_from_its_effective_text() {
    readsBack(EVERYTHING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0s",
        "0.25ns",
        "1.23456789s",
        "uniform(1ms, 5ms)",
        "exponential(3us)",
        "lognormal(p50=6ms, p99=30ms)",
        "lognormal(mean=8.5ms, cv=1.25)",
        "lognormal(mu=15.607270027192332, sigma=0.6918291)",
        "gamma(mean=5ms, cv=0.7)",
        "gamma(shape=2.2, scale=5ms)",
        "weibull(mean=5ms, cv=1.7)",
        "weibull(p50=5ms, p99=40ms)",
        "weibull(shape=0.8, scale=5ms)",
        "pareto(shape=1.1, min=3ms)",
        "empirical(0%: 1ms, 100%: 5ms)",
      })
  void distributions_are_printed_as_they_were_written_or_exactly(String text) {
    String file = SpecTest.SKETCH.replace("{work: uniform(1ms, 5ms)}", "{work: " + text + "}");
    assertThat(file).contains(text);
    readsBack(file);
    if (!text.contains("mu=") && !text.startsWith("gamma(shape") && !text.contains("(3us)")) {
      assertThat(Effective.yaml(SpecTest.model(file)).replace("min=1ms, max=", ""))
          .contains("work: " + text + "\n");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "least-loaded",
        "round-robin",
        "random",
        "peak-ewma",
        "prequal",
        "ring-hash",
        "maglev",
        "{least-loaded: {choices: 3}}",
        "{peak-ewma: {decay: 2.5s}}",
        "{prequal: {probes: 2, pool: 8, age: 500ms, hot-above: 75%}}",
        "{ring-hash: {points: 4096, bound: 1.25}}",
        "{maglev: {slots: 10007, bound: 2}}",
        "{subset: 5}",
        "{sticky: 1000}",
        "{subset: 5, by: {least-loaded: {}}}",
        "{sticky: 1000, by: maglev}",
        "{subset: 5, sticky: 1000, by: {peak-ewma: {}}}",
      })
  void balancers_read_back_from_their_effective_text(String text) {
    readsBack(SpecTest.changed("balance: least-loaded", "balance: " + text));
  }

  @Test
  void weights_read_back_and_are_equal_by_default() {
    String weighted =
        SpecTest.changed("license: {replicas: 3", "license: {replicas: 3, weights: [3, 1, 1]");
    readsBack(weighted);
    assertThat(SpecTest.model(weighted).service("license").weights()).containsExactly(3, 1, 1);
    assertThat(Effective.yaml(SpecTest.model(weighted)))
        .contains("weights: [3, 1, 1]\n")
        .contains("weights: equal\n");
  }

  private static void readsBack(String text) {
    SystemModel model = SpecTest.model(text);
    String effective = Effective.yaml(model);
    SpecResult again = Spec.read("effective.yaml", effective, Examples.TABLES);
    assertThat(again.diagnostics().stream().filter(d -> d.severity() == Severity.ERROR))
        .as(again.rendered(false) + effective)
        .isEmpty();
    assertThat(again.model()).as(effective).isEqualTo(model);
    assertThat(Effective.yaml(SpecTest.model(effective))).isEqualTo(effective);
  }
}
