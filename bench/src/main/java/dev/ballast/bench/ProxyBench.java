package dev.ballast.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What one proxied HTTP/1.1 request costs the proxy's process in CPU time: the gateway with its
 * policies beside Debian's nginx, one worker each, the same backend, in turns. Keep-alive, 64
 * connections, as fast as wrk asks. Every answer must be 200, and the backend must have served each
 * request once.
 */
final class ProxyBench implements Bench.Benchmark {
  private static final String BALLAST = "ballast";
  private static final int CONNECTIONS = 64;
  private static final int ROUNDS = 5;
  private static final int WARM_SECONDS = 8;
  private static final int ROUND_SECONDS = 5;
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in");
  private static final Pattern SERVED = Pattern.compile("\\d+ \\d+ (\\d+)");
  private static final Pattern BAD = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

  @Override
  public List<Row> run() throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("ballast-bench");
    int backend = Server.freePort();
    int nginx = Server.freePort();
    int gateway = Server.freePort();
    String answer =
        """
        server {
          listen 127.0.0.1:%d;
          location / { return 200 'ok'; }
          location = /status { stub_status; }
        }
        """
            .formatted(backend);
    String proxy =
        """
        upstream backend {
          server 127.0.0.1:%d;
          keepalive 256;
          keepalive_requests 1000000000;
        }
        server {
          listen 127.0.0.1:%d;
          location / {
            proxy_pass http://backend;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
          }
        }
        """
            .formatted(backend, nginx);
    try (Server backendServer = Server.nginx(home.resolve("backend"), answer, backend);
        Server nginxServer = Server.nginx(home.resolve("proxy"), proxy, nginx);
        Server ballastServer = gateway(home, gateway, backendServer.port())) {
      Map<String, Server> proxies = new LinkedHashMap<>();
      proxies.put(BALLAST, ballastServer);
      proxies.put("nginx", nginxServer);
      return List.of(measure(proxies, backend));
    }
  }

  private static Server gateway(Path home, int port, int backend)
      throws IOException, InterruptedException {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:+UseSerialGC",
            "-Xmx512m",
            "-cp",
            System.getProperty("ballast.lib") + "/*",
            Gateway.class.getName(),
            Integer.toString(port),
            Integer.toString(backend));
    return Server.start(command, port, home.resolve("gateway.log"));
  }

  private static Row measure(Map<String, Server> proxies, int backend)
      throws IOException, InterruptedException {
    Map<Server, List<Double>> micros = new LinkedHashMap<>();
    for (int round = 0; round <= ROUNDS; round++) { // round 0 warms
      for (Map.Entry<String, Server> proxy : proxies.entrySet()) {
        int seconds = round == 0 ? WARM_SECONDS : ROUND_SECONDS;
        double value = microsPerRequest(proxy.getValue(), backend, seconds);
        System.err.printf(
            "%s: %s %.2f us of CPU per request%n",
            round == 0 ? "warming" : "round " + round, proxy.getKey(), value);
        if (round > 0) {
          micros.computeIfAbsent(proxy.getValue(), _ -> new ArrayList<>()).add(value);
        }
      }
    }
    SequencedMap<String, Double> peers = new LinkedHashMap<>();
    double ballast = Double.NaN;
    for (Map.Entry<String, Server> proxy : proxies.entrySet()) {
      double value = median(micros.getOrDefault(proxy.getValue(), List.of()));
      if (proxy.getKey().equals(BALLAST)) {
        ballast = value;
      } else {
        peers.put(proxy.getKey(), value);
      }
    }
    return new Row(
        "HTTP/1.1 keep-alive",
        "CPU time per proxied request",
        "us",
        ballast,
        peers,
        true,
        "a baseline; 0.9 and less is the aim");
  }

  private static double microsPerRequest(Server proxy, int backend, int seconds)
      throws IOException, InterruptedException {
    long servedBefore = served(backend);
    double before = proxy.cpuSeconds();
    Process wrk =
        new ProcessBuilder(
                "wrk",
                "-t1",
                "-c" + CONNECTIONS,
                "-d" + seconds + "s",
                "http://127.0.0.1:" + proxy.port() + "/")
            .redirectErrorStream(true)
            .start();
    String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    wrk.waitFor();
    double used = proxy.cpuSeconds() - before;
    Matcher requests = REQUESTS.matcher(output);
    Matcher bad = BAD.matcher(output);
    if (!requests.find() || requests.group(1).equals("0") || bad.find()) {
      throw new UncheckedIOException(new IOException("wrk did not get good answers:\n" + output));
    }
    long asked = Long.parseLong(requests.group(1));
    long served = served(backend) - servedBefore - 1; // without this question itself
    if (served < asked || served > asked + CONNECTIONS) {
      throw new UncheckedIOException(
          new IOException("the backend served %d of %d requests".formatted(served, asked)));
    }
    return used / asked * 1e6;
  }

  /** Requests that the backend has served in its life: the third number of its status page. */
  private static long served(int backend) throws IOException {
    try (InputStream page =
        URI.create("http://127.0.0.1:" + backend + "/status").toURL().openStream()) {
      String text = new String(page.readAllBytes(), StandardCharsets.UTF_8);
      Matcher served = SERVED.matcher(text);
      if (!served.find()) {
        throw new IOException("not a status page: " + text);
      }
      return Long.parseLong(served.group(1));
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(v -> v).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
