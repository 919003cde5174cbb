package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.RandomStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** No input makes the reader throw, hang, or claim a model beside an error. */
final class FuzzTest {
  /** {@code -Dfuzz.mutations=50000} searches longer. */
  private static final int MUTATIONS_PER_FILE = Integer.getInteger("fuzz.mutations", 700);

  private static final List<String> INSERTED =
      List.of(
          "{",
          "}",
          "[",
          "]",
          ":",
          ": ",
          "- ",
          "\n",
          "\t",
          "#",
          "\"",
          "'",
          "*",
          "&a ",
          "*a",
          "!!x ",
          "->",
          "<->",
          "%",
          "|",
          ">",
          "---\n",
          "...",
          "none",
          "0",
          "-1",
          "99999999999999999999",
          "1e999",
          "5sec",
          "ms",
          "(",
          ")",
          ",",
          "=",
          "..",
          "\u0000",
          "\ue000",
          "é",
          "\ud83d\ude00",
          "~",
          "null",
          "? ",
          "@",
          "`",
          "lognormal(p50=1ms, p99=2ms)",
          "empirical(0%: 1ms)",
          "weibull(mean=1ms, cv=0)",
          "together: ",
          "gateway: ",
          "  ");

  @Test
  void mutated_examples_never_throw() {
    RandomStream random = RandomStream.of(20260101, "spec fuzz");
    for (Path file : Examples.all()) {
      String text = Examples.text(file);
      for (int i = 0; i < MUTATIONS_PER_FILE; i++) {
        String mutated = text;
        int changes = 1 + random.nextInt(4);
        for (int c = 0; c < changes; c++) {
          mutated = mutate(mutated, random);
        }
        reads(mutated);
      }
    }
  }

  @Test
  void random_bytes_never_throw() {
    RandomStream random = RandomStream.of(20260102, "spec fuzz bytes");
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      for (int b = 0; b < bytes.length; b++) {
        bytes[b] = (byte) (random.chance(0.5) ? ' ' + random.nextInt(95) : random.nextInt(256));
      }
      String shown = new String(bytes, StandardCharsets.ISO_8859_1);
      Assertions.assertDoesNotThrow(() -> Spec.read("bytes", bytes).rendered(true), () -> shown);
    }
  }

  @Test
  void a_large_system_is_read_in_reasonable_time() {
    int size = 10_000;
    StringBuilder text = new StringBuilder("ballast: 1\nsystem: large\nservices:\n");
    text.append("  edge: {gateway: {routes: [GET /x -> s0.go]}}\n");
    for (int i = 0; i < size; i++) {
      String next = i + 1 < size ? "{call: s" + (i + 1) + ".go}" : "";
      text.append("  s" + i + ": {endpoints: {go: [{work: 1ms}, " + next + "]}}\n");
    }
    text.append("policies:\n");
    for (int i = 0; i + 1 < size; i++) {
      text.append("  s" + i + " -> s" + (i + 1) + ": {timeout: 1s, ");
      text.append("breaker: {opens-at: 50% of 20 calls in 10s}}\n");
    }
    text.append("experiments: {e: {load: {GET /x: 100/s}, for: 60s}}\n");
    SpecResult result =
        Assertions.assertTimeout(
            Duration.ofSeconds(20), () -> Spec.read("large.yaml", text.toString()));
    assertThat(result.model()).as(result.rendered(false)).isNotNull();
  }

  private static void reads(String text) {
    SpecResult result =
        Assertions.assertTimeout(
            Duration.ofSeconds(5),
            () -> Assertions.assertDoesNotThrow(() -> Spec.read("fuzz.yaml", text), () -> text));
    assertThat(result.rendered(true)).doesNotContain("\u0000");
    if (result.model() != null) {
      String effective = Effective.yaml(result.model());
      assertThat(Spec.read("effective.yaml", effective).model())
          .as(text + "\n=>\n" + effective)
          .isEqualTo(result.model());
    }
  }

  private static String mutate(String text, RandomStream random) {
    int at = random.nextInt(text.length() + 1);
    int to = Math.min(text.length(), at + random.nextInt(12));
    return switch (random.nextInt(5)) {
      case 0 -> text.substring(0, at) + text.substring(to);
      case 1 ->
          text.substring(0, at)
              + INSERTED.get(random.nextInt(INSERTED.size()))
              + text.substring(at);
      case 2 ->
          text.substring(0, at)
              + INSERTED.get(random.nextInt(INSERTED.size()))
              + text.substring(to);
      case 3 -> text.substring(0, to) + text.substring(at);
      default -> {
        int from = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), from + random.nextInt(60));
        yield text.substring(0, at) + text.substring(from, end) + text.substring(at);
      }
    };
  }
}
