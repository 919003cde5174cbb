package dev.ballast.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleUnaryOperator;

/** Breaks every rule about calls once; shows that the rules can fail. */
@SuppressWarnings("all")
final class Offender {
  long clock() {
    return System.nanoTime() + Instant.now().toEpochMilli();
  }

  int randomness() {
    return ThreadLocalRandom.current().nextInt();
  }

  void waiting() throws InterruptedException {
    Thread.sleep(1);
  }

  String locale() {
    return "A".toLowerCase() + String.format("%d", 1);
  }

  byte[] charset() {
    return "A".getBytes();
  }

  ZoneId zone() {
    return ZoneId.systemDefault();
  }

  int identity() {
    return System.identityHashCode(this);
  }

  Map<String, Integer> order(Map<String, Integer> map) {
    return Map.copyOf(map);
  }

  DoubleUnaryOperator mathematics() {
    return Math::log; // a reference counts as a call
  }

  void prints(Exception e) {
    System.out.println();
    e.printStackTrace();
  }

  /** None of these is banned. */
  static final class Innocent {
    String locale() {
      return "A".toLowerCase(Locale.ROOT) + String.format(Locale.ROOT, "%d", 1);
    }

    byte[] charset() {
      return "A".getBytes(UTF_8);
    }

    List<Integer> order(List<Integer> list) {
      return List.copyOf(list);
    }

    double mathematics() {
      return StrictMath.log(Math.sqrt(Math.max(1, 2)));
    }
  }
}
