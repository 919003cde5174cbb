package dev.ballast.policy.cache;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The cache does what a plain one does that says the same in the words of its references. */
final class CacheTwinTest {
  private static final long[] SEEDS = {1, 2, 3, 17, 4242};
  private static final int STEPS = 20_000;

  /** RFC 9111 and RFC 5861 over a map that never forgets. */
  private static final class Plain {
    private static final class Answer {
      final int value;
      final long madeNanos;
      final long freshNanos;
      final boolean mayBeStale;
      boolean isRefreshing;

      Answer(int value, long madeNanos, long freshNanos, boolean mayBeStale) {
        this.value = value;
        this.madeNanos = madeNanos;
        this.freshNanos = freshNanos;
        this.mayBeStale = mayBeStale;
      }
    }

    private final CacheConfig config;
    private final Map<Integer, Answer> answers = new HashMap<>();

    Plain(CacheConfig config) {
      this.config = config;
    }

    void put(int key, int value, Lifetime lifetime, long now) {
      long made = now - lifetime.ageNanos();
      Answer before = answers.get(key);
      Answer after =
          new Answer(
              value,
              made,
              Math.min(lifetime.freshNanosMax(), config.freshNanos()),
              lifetime.mayBeStale());
      boolean isOfUse =
          now < made + after.freshNanos
              || (after.mayBeStale
                  && now
                      < made
                          + after.freshNanos
                          + Math.max(
                              config.staleWhileRevalidateNanos(), config.staleIfErrorNanos()));
      if (isOfUse && (before == null || made >= before.madeNanos)) {
        answers.put(key, after);
      }
    }

    Use use(int key, long now) {
      Answer answer = answers.get(key);
      if (answer == null) {
        return Use.MISS;
      }
      long staleFor = now - answer.madeNanos - answer.freshNanos;
      if (staleFor < 0) {
        return Use.FRESH;
      }
      if (!answer.mayBeStale || staleFor >= config.staleWhileRevalidateNanos()) {
        return Use.MISS;
      }
      if (answer.isRefreshing) {
        return Use.STALE;
      }
      answer.isRefreshing = true;
      return Use.REFRESH;
    }

    boolean helpsOnError(int key, long now) {
      Answer answer = answers.get(key);
      if (answer == null) {
        return false;
      }
      long staleFor = now - answer.madeNanos - answer.freshNanos;
      return staleFor < 0 || (answer.mayBeStale && staleFor < config.staleIfErrorNanos());
    }
  }

  @Test
  void freshness_staleness_and_refreshes_are_those_of_the_plain_twin() {
    for (long seed : SEEDS) {
      RandomStream random = RandomStream.of(seed, "cache twin");
      CacheConfig config = new CacheConfig(10, random.nextInt(30), random.nextInt(60), 8);
      Cache<Integer> cache = new Cache<>(config, Long.MAX_VALUE);
      Plain twin = new Plain(config);
      long now = random.nextInt(1_000) - 500L;
      for (int step = 0; step < STEPS; step++) {
        now += random.nextInt(6);
        int key = random.nextInt(5);
        Stored<Integer> found = cache.find(0, key, null);
        if (random.chance(0.2)) {
          Lifetime lifetime =
              new Lifetime(
                  random.nextInt(8),
                  random.chance(0.5) ? Long.MAX_VALUE : random.nextInt(20),
                  random.chance(0.7));
          cache.put(0, key, null, step, 0, lifetime, now);
          twin.put(key, step, lifetime, now);
        } else if (random.chance(0.2) && found != null) {
          found.refreshFailed();
          requireAnswer(twin, key).isRefreshing = false;
        } else {
          Use use = found == null ? Use.MISS : found.use(now);
          assertThat(use).as("seed %s step %s", seed, step).isEqualTo(twin.use(key, now));
          if (found != null) {
            assertThat(found.helpsOnError(now)).isEqualTo(twin.helpsOnError(key, now));
            assertThat(found.value()).isEqualTo(requireAnswer(twin, key).value);
          }
        }
      }
    }
  }

  private static Plain.Answer requireAnswer(Plain twin, int key) {
    Plain.Answer answer = twin.answers.get(key);
    assertThat(answer).isNotNull();
    return requireNonNull(answer);
  }

  /** SIEVE as its paper has it: a queue with a hand between the tail and the head. */
  private static final class PlainSieve {
    private static final class Node {
      final int key;
      boolean isVisited;

      Node(int key) {
        this.key = key;
      }
    }

    private final int capacity;
    private final List<Node> headFirst = new ArrayList<>();
    private @Nullable Node hand;

    PlainSieve(int capacity) {
      this.capacity = capacity;
    }

    boolean ask(int key) {
      for (Node node : headFirst) {
        if (node.key == key) {
          node.isVisited = true;
          return true;
        }
      }
      if (headFirst.size() == capacity) {
        evict();
      }
      headFirst.addFirst(new Node(key));
      return false;
    }

    private void evict() {
      Node object = hand == null ? headFirst.getLast() : hand;
      while (object.isVisited) {
        object.isVisited = false;
        Node previous = previous(object);
        object = previous == null ? headFirst.getLast() : previous;
      }
      hand = previous(object);
      headFirst.remove(object);
    }

    private @Nullable Node previous(Node node) {
      int index = headFirst.indexOf(node);
      return index == 0 ? null : headFirst.get(index - 1);
    }
  }

  @Test
  void what_is_dropped_is_what_sieve_drops() {
    for (long seed : SEEDS) {
      for (int capacity = 1; capacity <= Cache.WAYS; capacity++) {
        RandomStream random = RandomStream.of(seed, "sieve twin");
        Cache<Integer> cache = new Cache<>(new CacheConfig(1_000, 0, 0, capacity), Long.MAX_VALUE);
        PlainSieve twin = new PlainSieve(capacity);
        for (int step = 0; step < STEPS / 4; step++) {
          int key = (int) (random.nextUnit() * random.nextUnit() * 20);
          boolean hit = cache.find(0, key, null) != null;
          if (!hit) {
            cache.put(0, key, null, key, 0, Lifetime.NEW, 0);
          }
          assertThat(hit).as("seed %s step %s", seed, step).isEqualTo(twin.ask(key));
        }
      }
    }
  }
}
