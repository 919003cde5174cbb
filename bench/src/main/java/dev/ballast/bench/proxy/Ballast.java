package dev.ballast.bench.proxy;

import java.io.IOException;
import java.util.List;

/** The gateway with every policy on, everything observed and folded, on one loop. */
final class Ballast implements Contender {
  static final String NAME = "ballast";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isBallast() {
    return true;
  }

  @Override
  public boolean offers(Entrance entrance) {
    return entrance == Entrance.CLEAR;
  }

  @Override
  public Server start(Site site, Entrance entrance) throws IOException, InterruptedException {
    int port = Server.freePort();
    List<String> command =
        Server.java(
            System.getProperty("ballast.lib") + "/*",
            List.of("-XX:+UseSerialGC", "-Xmx512m"),
            Gateway.class.getName(),
            Integer.toString(port),
            Integer.toString(site.portBehind(entrance)));
    return Server.start(command, port, site.directory(name()).resolve("output.log"));
  }
}
