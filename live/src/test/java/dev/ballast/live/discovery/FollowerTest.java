package dev.ballast.live.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Units;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Following a source while time goes by as a test says. */
@SuppressWarnings("FutureReturnValueIgnored") // the test looks at what is said
final class FollowerTest {
  private static final long S = Units.SECOND;

  @TempDir private Path directory = Path.of("");

  private final ManualAlarm alarm = new ManualAlarm();
  private final List<List<String>> changes = new ArrayList<>();
  private final List<String> said = new ArrayList<>();

  private static final class ManualAlarm implements Alarm {
    private record Due(long atNanos, long number, Runnable what) {}

    private final PriorityQueue<Due> due =
        new PriorityQueue<>(Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::number));
    private long now;
    private long number;

    @Override
    public long nowNanos() {
      return now;
    }

    @Override
    public void after(long nanos, Runnable what) {
      due.add(new Due(now + nanos, number++, what));
    }

    void at(long nanos) {
      while (!due.isEmpty() && due.peek().atNanos() <= nanos) {
        Due next = due.remove();
        now = next.atNanos();
        next.what().run();
      }
      now = nanos;
    }
  }

  private void follow(Source source) {
    new Follower(
            "back",
            source,
            new Places(List.of("a", "b", "a")),
            alarm,
            places ->
                changes.add(
                    places.occupants().stream()
                        .map(found -> found == null ? "-" : found.words())
                        .toList()),
            said::add)
        .start();
  }

  private AddressFile file() {
    return new AddressFile(directory.resolve("back.txt"), List.of("a", "b"));
  }

  private void write(String text) throws Exception {
    Files.writeString(directory.resolve("back.txt"), text);
  }

  @Test
  void a_file_is_read_again_every_second() throws Exception {
    write("127.0.0.1:8081\n");
    follow(file());
    alarm.at(0);
    write("127.0.0.1:8081\n127.0.0.1:8082 5 b # new\n");
    alarm.at(S - 1);
    assertThat(changes).hasSize(1);
    alarm.at(S);
    assertThat(changes)
        .containsExactly(
            List.of("127.0.0.1:8081", "-", "-"), List.of("127.0.0.1:8081", "127.0.0.1:8082", "-"));
    write("127.0.0.1:8082 6 b\n");
    alarm.at(2 * S);
    write("127.0.0.1:8082 7 b\n");
    alarm.at(3 * S);
    assertThat(said)
        .containsExactly(
            "discovery of back: came 127.0.0.1:8081; 1 of 3 places are taken",
            "discovery of back: came 127.0.0.1:8082; 2 of 3 places are taken",
            "discovery of back: left 127.0.0.1:8081; 1 of 3 places are taken",
            "discovery of back: another weight or zone; 1 of 3 places are taken");
  }

  @Test
  void invalid_content_is_refused_with_its_line_and_what_was_known_stays() throws Exception {
    write("127.0.0.1:8081\n");
    follow(file());
    alarm.at(0);
    write("# replicas\n127.0.0.1:8082\n127.0.0.1\n");
    alarm.at(S);
    assertThat(changes).hasSize(1);
    assertThat(said)
        .hasSize(2)
        .last()
        .asString()
        .endsWith("line 3: expected host:port [weight] [zone]; 1 replica known before stay");
  }

  @Test
  void a_file_that_vanishes_changes_nothing_and_one_that_is_emptied_does_after_a_while()
      throws Exception {
    write("127.0.0.1:8081\n");
    follow(file());
    alarm.at(0);
    Files.delete(directory.resolve("back.txt"));
    alarm.at(100 * S);
    assertThat(changes).hasSize(1);
    write("\n");
    alarm.at(200 * S);
    assertThat(changes).hasSize(2).last().isEqualTo(List.of("-", "-", "-"));
  }

  @Test
  void the_next_look_comes_when_the_answer_has_expired() {
    List<Long> looks = new ArrayList<>();
    follow(
        new Source() {
          @Override
          public CompletableFuture<Lookup> look() {
            looks.add(alarm.nowNanos() / S);
            Found found = Found.at(new java.net.InetSocketAddress("10.0.0.1", 80));
            return CompletableFuture.completedFuture(
                looks.size() == 3
                    ? new Lookup.Failed("no name server answers")
                    : new Lookup.Answered(List.of(found), 20 * S));
          }

          @Override
          public long retryMaxNanos() {
            return Knowledge.RETRY_MAX;
          }

          @Override
          public String words() {
            return "the name back.test";
          }

          @Override
          public void close() {}
        });
    alarm.at(70 * S);
    assertThat(looks).containsExactly(0L, 20L, 40L, 41L, 61L);
    assertThat(changes).hasSize(1);
    assertThat(said)
        .containsExactly(
            "discovery of back: came 10.0.0.1:80; 1 of 3 places are taken",
            "discovery of back: the name back.test: no name server answers; 1 replica known before"
                + " stay",
            "discovery of back: the name back.test: found again: 1 replica");
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:0, a port is 1 to 65535",
    "127.0.0.1:65536, a port is 1 to 65535",
    "127.0.0.1:80 0, a weight is 1 to 65535",
    "127.0.0.1:80 5 moon, 'there is no zone moon; there are a, b'",
    "127.0.0.1, expected host:port [weight] [zone]",
    "127.0.0.1:80 a b, expected host:port [weight] [zone]",
    "[::1:80, expected host:port [weight] [zone]",
  })
  void a_line_that_is_no_address_is_told(String line, String wrong) {
    assertThat(file().parse("127.0.0.1:81\n" + line))
        .isEqualTo(new Lookup.Failed("line 2: " + wrong));
  }

  @Test
  void a_file_of_more_than_a_mebibyte_teaches_nothing() throws Exception {
    write("#".repeat(AddressFile.BYTES_MAX + 1));
    assertThat(file().look().join()).isInstanceOf(Lookup.Failed.class);
  }
}
