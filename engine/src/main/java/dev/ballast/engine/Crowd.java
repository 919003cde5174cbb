package dev.ballast.engine;

import dev.ballast.kernel.RandomStream;
import dev.ballast.kernel.RandomStreams;
import dev.ballast.model.Load;
import java.util.ArrayList;
import java.util.List;

/**
 * A closed load: users who ask, wait for their answer, think, and ask again. A surge brings more of
 * them for a while; whoever is too many afterwards leaves without asking again. Everyone thinks by
 * a stream of their own, so that more users leave the thoughts of the others alone.
 */
final class Crowd implements Source {
  private final Load.Closed load;
  private final Door door;
  private final World world;
  private final RandomStreams streams;
  private final List<User> users = new ArrayList<>();
  private int present;

  Crowd(Load.Closed load, Door door, World world, RandomStreams streams) {
    this.load = load;
    this.door = door;
    this.world = world;
    this.streams = streams;
  }

  @Override
  public void times(double factor) {
    int before = present;
    present = load.times(factor).users();
    for (int i = before; i < present; i++) {
      if (i == users.size()) {
        users.add(new User(i));
      }
      users.get(i).comes();
    }
    for (int i = present; i < before; i++) {
      world.cancel(users.get(i));
    }
  }

  private final class User extends Timer {
    private final int index;
    private final RandomStream random;
    private boolean isWaiting;

    User(int index) {
      this.index = index;
      random = streams.of("load " + load.name() + " user " + index);
    }

    void comes() {
      if (!isWaiting) {
        thinks();
      }
    }

    private void thinks() {
      if (index < present && !door.isOverAt(world.nowNanos())) {
        world.start(this, (long) load.think().sample(random));
      }
    }

    @Override
    public void fires() {
      isWaiting = true;
      door.ask(
          world.nowNanos(),
          result -> {
            isWaiting = false;
            thinks();
          });
    }
  }
}
