package dev.ballast.bench.proxy;

import dev.ballast.bench.Server;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Every contender's process with one entrance. */
final class Running implements AutoCloseable {
  private final SequencedMap<Contender, Server> servers = new LinkedHashMap<>();

  private final Entrance entrance;

  private Running(Entrance entrance) {
    this.entrance = entrance;
  }

  static Running start(Site site, Entrance entrance, List<Contender> contenders)
      throws IOException, InterruptedException {
    Running running = new Running(entrance);
    try {
      for (Contender contender : contenders) {
        running.servers.put(contender, contender.start(site, entrance));
      }
      return running;
    } catch (IOException | InterruptedException e) {
      running.close();
      throw e;
    }
  }

  SequencedMap<Contender, Server> servers() {
    return servers;
  }

  /** Has all of them work until that makes none cheaper. */
  void warm(Turns.Measure cost) throws IOException, InterruptedException {
    for (Map.Entry<Contender, Server> each : servers.entrySet()) {
      if (entrance == Entrance.CLEAR) {
        each.getValue().get(); // the first answer may take longer than a round
      }
      Turns.warm(each.getKey().name(), each.getValue(), cost);
    }
  }

  @Override
  public void close() {
    servers.values().forEach(Server::close);
  }
}
