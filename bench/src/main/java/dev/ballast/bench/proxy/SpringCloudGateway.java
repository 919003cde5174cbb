package dev.ballast.bench.proxy;

import dev.ballast.bench.Server;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Spring Cloud Gateway with one worker. It speaks HTTP/2 to a backend only over TLS, so it has no
 * entrance for gRPC here.
 */
final class SpringCloudGateway implements Contender {
  @Override
  public String name() {
    return "spring-cloud-gateway";
  }

  @Override
  public boolean offers(Entrance entrance) {
    return switch (entrance) {
      case CLEAR, TLS -> true;
      case GRPC -> false;
    };
  }

  @Override
  public Server start(Site site, Entrance entrance) throws IOException, InterruptedException {
    int port = Server.freePort();
    String route = "--spring.cloud.gateway.server.webflux.routes[0].";
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--logging.level.root=WARN",
                route + "id=all",
                route + "uri=http://127.0.0.1:" + site.portBehind(entrance),
                route + "predicates[0]=Path=/**"));
    if (entrance == Entrance.TLS) {
      arguments.add("--server.http2.enabled=true");
      arguments.add("--server.ssl.enabled-protocols=TLSv1.3");
      arguments.add("--server.ssl.certificate=" + site.certificate());
      arguments.add("--server.ssl.certificate-private-key=" + site.key());
    }
    List<String> command =
        Server.java(
            Server.peer("spring-cloud-gateway"),
            List.of("-XX:+UseSerialGC", "-Xmx512m", "-Dreactor.netty.ioWorkerCount=1"),
            "dev.ballast.bench.peer.SpringCloudGateway",
            arguments.toArray(String[]::new));
    return Server.start(command, port, site.directory(name()).resolve("output.log"));
  }
}
