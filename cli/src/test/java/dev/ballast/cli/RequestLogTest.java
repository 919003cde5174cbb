package dev.ballast.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ballast.live.LiveException;
import dev.ballast.live.LiveOptions;
import dev.ballast.live.log.AccessEntry;
import dev.ballast.model.SystemModel;
import dev.ballast.spec.Spec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RequestLogTest {
  private static final String SYSTEM =
      """
      ballast: 1
      system: shop
      services:
        edge:
          gateway:
            ACCESS
            routes:
              - GET /items -> stock.list
        stock:
          endpoints:
            list:
              - work: 1ms
      """;

  @TempDir private Path directory = Path.of("");

  private static SystemModel model(String accessLog) {
    String text = SYSTEM.replace("ACCESS", accessLog);
    return Objects.requireNonNull(
        Spec.read("shop.yaml", text.getBytes(StandardCharsets.UTF_8)).model());
  }

  private RequestLog log() {
    return new RequestLog(new Serving(), directory.resolve("shop.yaml"), "edge", _ -> {});
  }

  private static LiveOptions.Access take(RequestLog log, String accessLog) {
    try (RequestLog.Change change = log.change(model(accessLog))) {
      change.take();
      return Objects.requireNonNull(change.access());
    }
  }

  private static void tell(LiveOptions.Access access, String target) {
    access
        .log()
        .tell(
            new AccessEntry(
                0,
                "192.0.2.7:5100",
                null,
                "http/1.1",
                false,
                "GET",
                target,
                200,
                2,
                1,
                "edge",
                1,
                null,
                null,
                1,
                "ok",
                null,
                null));
  }

  private String content(String file) throws IOException {
    return Files.readString(directory.resolve(file));
  }

  @Test
  void file_format_and_sample_follow_the_system_file() throws IOException {
    try (RequestLog log = log()) {
      LiveOptions.Access first = take(log, "access-log: {file: a.log, sample: 10%}");
      assertThat(first.sample()).isEqualTo(0.1);
      LiveOptions.Access second =
          take(log, "access-log: {file: b.log, format: common, sample: 20%}");
      assertThat(second.sample()).isEqualTo(0.2);
      tell(first, "/under-way");
      tell(second, "/new");
    }
    assertThat(content("a.log")).isEmpty();
    assertThat(content("b.log")).contains("192.0.2.7 - - [", "/under-way", "/new");
  }

  @Test
  void a_log_that_the_file_no_longer_asks_for_takes_what_is_under_way() throws IOException {
    try (RequestLog log = log()) {
      LiveOptions.Access first = take(log, "access-log: {file: a.log}");
      try (RequestLog.Change change = log.change(model("limits: {headers: 50}"))) {
        change.take();
        assertThat(change.access()).isNull();
      }
      tell(first, "/under-way");
      tell(take(log, "access-log: {file: a.log}"), "/again");
    }
    assertThat(content("a.log")).contains("/under-way", "/again");
  }

  @Test
  void what_cannot_be_written_is_refused_and_all_goes_on() throws IOException {
    try (RequestLog log = log()) {
      LiveOptions.Access first = take(log, "access-log: {file: a.log}");
      assertThatThrownBy(() -> log.change(model("access-log: {file: nowhere/a.log}")))
          .isInstanceOf(LiveException.class)
          .hasMessageContaining("nowhere")
          .hasMessageContaining("name a file in a directory that can be written");
      tell(first, "/still");
    }
    assertThat(content("a.log")).contains("/still");
  }

  @Test
  void a_change_that_is_not_taken_changes_nothing() throws IOException {
    try (RequestLog log = log()) {
      LiveOptions.Access first = take(log, "access-log: {file: a.log}");
      log.change(model("access-log: {file: b.log}")).close();
      tell(first, "/still");
    }
    assertThat(content("a.log")).contains("/still");
    assertThat(content("b.log")).isEmpty();
  }
}
