package dev.ballast.bench.proxy;

import dev.ballast.bench.Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Debian's nginx, as one process. */
final class Nginx implements Contender {
  private static final int CONNECTIONS_KEPT = 256;

  @Override
  public String name() {
    return "nginx";
  }

  @Override
  public boolean offers(Entrance entrance) {
    return true;
  }

  @Override
  public Server start(Site site, Entrance entrance) throws IOException, InterruptedException {
    int port = Server.freePort();
    String listen =
        switch (entrance) {
          case CLEAR -> "listen 127.0.0.1:%d;".formatted(port);
          case TLS ->
              """
              listen 127.0.0.1:%d ssl http2;
              ssl_protocols TLSv1.3;
              ssl_certificate %s;
              ssl_certificate_key %s;
              """
                  .formatted(port, site.certificate(), site.key());
          case GRPC -> "listen 127.0.0.1:%d http2;".formatted(port);
        };
    String pass =
        switch (entrance) {
          case CLEAR, TLS ->
              """
              proxy_pass http://backend;
              proxy_http_version 1.1;
              proxy_set_header Connection "";
              """;
          case GRPC -> "grpc_pass grpc://backend;";
        };
    String http =
        """
        upstream backend {
          server 127.0.0.1:%d;
          keepalive %d;
          keepalive_requests 1000000000;
        }
        server {
          %s
          location / { %s }
        }
        """
            .formatted(site.portBehind(entrance), CONNECTIONS_KEPT, listen, pass);
    return start(site.directory(name()), http, port);
  }

  /** An nginx with this {@code http} section. */
  static Server start(Path home, String http, int port) throws IOException, InterruptedException {
    Path config = home.resolve("nginx.conf");
    Files.writeString(
        config,
        """
        daemon off;
        master_process off;
        worker_processes 1;
        pid %1$s/nginx.pid;
        error_log %1$s/error.log;
        events { worker_connections 16384; }
        http {
          access_log off;
          keepalive_requests 1000000000;
          client_body_temp_path %1$s/body;
          proxy_temp_path %1$s/proxy;
          fastcgi_temp_path %1$s/fastcgi;
          uwsgi_temp_path %1$s/uwsgi;
          scgi_temp_path %1$s/scgi;
          %2$s
        }
        """
            .formatted(home, http));
    return Server.start(
        List.of("nginx", "-p", home.toString(), "-c", config.toString()),
        port,
        home.resolve("output.log"));
  }
}
