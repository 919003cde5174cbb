package dev.ballast.bench.proxy;

import dev.ballast.bench.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's HAProxy, with one thread. */
final class HaProxy implements Contender {
  @Override
  public String name() {
    return "haproxy";
  }

  @Override
  public boolean offers(Entrance entrance) {
    return true;
  }

  @Override
  public Server start(Site site, Entrance entrance) throws IOException, InterruptedException {
    int port = Server.freePort();
    Path home = site.directory(name());
    Path config = home.resolve("haproxy.cfg");
    String bind =
        switch (entrance) {
          case CLEAR -> "";
          case TLS -> "ssl crt %s alpn h2,http/1.1 ssl-min-ver TLSv1.3".formatted(site.both());
          case GRPC -> "proto h2";
        };
    Files.writeString(
        config,
        """
        global
          nbthread 1
          maxconn 10500
          no strict-limits
        defaults
          mode http
          timeout connect 3s
          timeout client 75s
          timeout server 60s
          http-reuse always
        frontend all
          bind 127.0.0.1:%d %s
          default_backend backend
        backend backend
          server backend 127.0.0.1:%d %s
        """
            .formatted(
                port,
                bind,
                site.portBehind(entrance),
                entrance == Entrance.GRPC ? "proto h2" : ""));
    return Server.start(
        List.of("haproxy", "-db", "-f", config.toString()), port, home.resolve("output.log"));
  }
}
