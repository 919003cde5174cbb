package dev.ballast.live.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.policy.balance.Occupant;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Replicas that are found, and the places that they get. */
final class PlacesTest {
  private static Found at(int host) {
    return Found.at(new InetSocketAddress("10.0.0." + host, 80));
  }

  private static Found at(int host, String zone) {
    return new Found(new InetSocketAddress("10.0.0." + host, 80), 1, zone);
  }

  private static Places places(int count) {
    return new Places(Collections.nCopies(count, "a"));
  }

  /** The last number of the address in each place; 0 for nobody. */
  private static List<Integer> hosts(Places places) {
    return places.occupants().stream()
        .map(found -> found == null ? 0 : (int) found.address().getAddress().getAddress()[3])
        .toList();
  }

  @Test
  void places_are_given_in_the_order_of_addresses() {
    Places places = places(4);
    assertThat(places.become(List.of(at(3), at(1), at(2)))).isTrue();
    assertThat(hosts(places)).containsExactly(1, 2, 3, 0);
  }

  @Test
  void who_stays_keeps_its_place_whoever_comes_and_goes() {
    Places places = places(4);
    places.become(List.of(at(5), at(6), at(7)));
    places.become(List.of(at(1), at(6), at(7)));
    assertThat(hosts(places)).containsExactly(0, 6, 7, 1);
    places.become(List.of(at(7), at(6), at(2), at(1)));
    assertThat(hosts(places)).containsExactly(2, 6, 7, 1);
  }

  @Test
  void the_same_replicas_in_another_order_are_no_change() {
    Places places = places(3);
    places.become(List.of(at(1), at(2)));
    assertThat(places.become(List.of(at(2), at(1), at(2)))).isFalse();
  }

  @Test
  void who_comes_back_gets_the_place_that_it_had() {
    Places places = places(3);
    places.become(List.of(at(1), at(2), at(3)));
    places.become(List.of());
    places.become(List.of(at(3)));
    assertThat(hosts(places)).containsExactly(0, 0, 3);
  }

  @Test
  void a_newcomer_gets_the_place_that_was_left_longest_ago() {
    Places places = places(3);
    places.become(List.of(at(1), at(2), at(3)));
    places.become(List.of(at(1), at(3)));
    places.become(List.of(at(3)));
    places.become(List.of(at(3), at(9)));
    assertThat(hosts(places)).containsExactly(0, 9, 3);
  }

  @Test
  void of_more_than_there_are_places_the_rest_is_left_out_and_said() {
    Places places = places(2);
    places.become(List.of(at(1), at(2), at(3)));
    assertThat(hosts(places)).containsExactly(1, 2);
    assertThat(places.remark()).isEqualTo("1 more than `replicas: 2` are left out");
    places.become(List.of(at(2), at(3)));
    assertThat(hosts(places)).containsExactly(3, 2);
    assertThat(places.remark()).isEmpty();
  }

  @Test
  void replicas_get_places_of_their_zone() {
    Places places = new Places(List.of("a", "b", "a", "b"));
    places.become(List.of(at(1, "b"), at(2, "b"), at(3, "a")));
    assertThat(hosts(places)).containsExactly(3, 1, 0, 2);
    assertThat(places.remark()).isEmpty();
  }

  @Test
  void one_whose_zone_has_no_free_place_counts_as_of_another_and_that_is_said() {
    Places places = new Places(List.of("a", "b"));
    places.become(List.of(at(1, "b"), at(2, "b")));
    assertThat(hosts(places)).containsExactly(2, 1);
    assertThat(places.remark())
        .isEqualTo("10.0.0.2:80 counts as of another zone, since no place of the own zone is free");
  }

  @Test
  void a_weight_that_changes_is_a_change_of_who_is_there_but_not_of_places() {
    Places places = places(2);
    places.become(List.of(at(1), at(2)));
    Found heavier = new Found(Objects.requireNonNull(at(1)).address(), 5, null);
    assertThat(places.become(List.of(heavier, at(2)))).isTrue();
    assertThat(places.named()).extracting(Occupant::weight).containsExactly(5.0, 1.0);
  }

  @Test
  void a_name_follows_from_the_address_alone() {
    Places one = places(3);
    Places other = places(3);
    one.become(List.of(at(1), at(2), at(3)));
    other.become(List.of(at(3)));
    other.become(List.of(at(3), at(1)));
    long three = one.named().get(2).name();
    assertThat(other.named().getFirst().name()).isEqualTo(three);
    assertThat(Arrays.asList(one.named().get(0), one.named().get(1)))
        .extracting(Occupant::name)
        .doesNotContain(three);
  }
}
