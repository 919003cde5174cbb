package dev.ballast.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PositionTest {
  @Test
  void a_position_reads_as_editors_understand_it() {
    assertThat(new Position("checkout.yaml", 12, 14, 4)).hasToString("checkout.yaml:12:14");
  }

  @Test
  void a_whole_file_has_no_line() {
    assertThat(Position.ofFile("checkout.yaml")).hasToString("checkout.yaml");
  }
}
