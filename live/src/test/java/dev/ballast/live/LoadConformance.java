package dev.ballast.live;

import static dev.ballast.live.EitherWorld.fault;

import dev.ballast.kernel.Distribution;
import dev.ballast.model.Fault;
import dev.ballast.model.Load;
import dev.ballast.observation.Observation;
import org.junit.jupiter.api.Test;

/** How many requests come, and when. */
interface LoadConformance extends EitherWorld {
  @Test
  default void a_surge_multiplies_the_rate_while_it_lasts() {
    Played played = play(quick(), fault(300, 400, new Fault.Surge(null, 4)));
    about(offered(played, 0, 300), 30, 1);
    about(offered(played, 300, 700), 160, 2);
    about(offered(played, 700, 1_000), 30, 1);
  }

  @Test
  default void a_surge_brings_users_into_a_loop_and_takes_them_out_again() {
    Load load = new Load.Closed(Systems.ROUTE, 5, new Distribution.Constant(49e6));
    Played played = play(quick(), load, fault(300, 400, new Fault.Surge(Systems.ROUTE, 3)));
    about(offered(played, 0, 300), 30, 5);
    about(offered(played, 300, 700), 120, 15);
    about(offered(played, 800, 1_000), 20, 5);
  }

  private static Systems quick() {
    return Systems.gateway().service("back", 1, 100, 100, Systems.work(1));
  }

  private static long offered(Played played, long fromMillis, long toMillis) {
    return played.all(Observation.RequestOffered.class).stream()
        .filter(o -> o.atNanos() >= fromMillis * MS && o.atNanos() < toMillis * MS)
        .count();
  }
}
