package dev.ballast.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ballast.kernel.Diagnostic;
import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Units;
import dev.ballast.model.Network;
import dev.ballast.model.Payload;
import dev.ballast.model.SystemModel;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Zones, regions and what the network does, in a system file. */
final class NetworkTextTest {
  private static SpecResult read(String network) {
    return Spec.read(
        "network.yaml",
        """
        ballast: 1
        system: network
        NETWORK
        services:
          door: {gateway: {routes: [GET /go -> stock.go]}}
          stock: {endpoints: {go: {request: 2KB, answer: 1.5MB, steps: [{work: 10ms}]}}}
        """
            .replace("NETWORK", network));
  }

  private static SystemModel model(String network) {
    SpecResult result = read(network);
    return Objects.requireNonNull(result.model(), () -> result.diagnostics().toString());
  }

  private static List<String> problems(String network) {
    return read(network).diagnostics().stream().map(Diagnostic::problem).toList();
  }

  private static double nanos(Network network, int from, int to) {
    return ((Distribution.Constant) network.delay(from, to)).nanos();
  }

  @Test
  void zones_come_from_the_regions_and_delays_from_how_far_apart_they_are() {
    Network network =
        model(
                "regions: {eu: [a, b], us: [c]}\n"
                    + "network: {within-zone: 1ms, between-zones: 2ms, between-regions: 40ms}")
            .network();
    assertThat(network.zones()).containsExactly("a", "b", "c");
    assertThat(nanos(network, 0, 0)).isEqualTo(Units.MILLISECOND);
    assertThat(nanos(network, 0, 1)).isEqualTo(2 * Units.MILLISECOND);
    assertThat(nanos(network, 1, 2)).isEqualTo(40 * Units.MILLISECOND);
  }

  @Test
  void regions_are_as_near_as_zones_and_the_network_is_perfect_by_default() {
    Network network = model("regions: {eu: [a], us: [b]}\nnetwork: {between-zones: 2ms}").network();
    assertThat(nanos(network, 0, 1)).isEqualTo(2 * Units.MILLISECOND);
    assertThat(network.loss()).isZero();
    assertThat(network.bitsPerSecond()).isEqualTo(Network.UNBOUNDED);
  }

  @Test
  void loss_bandwidth_and_sizes_have_units() {
    SystemModel model = model("network: {loss: 0.01%, bandwidth: 1Gbit/s}");
    assertThat(model.network().loss()).isEqualTo(0.0001);
    assertThat(model.network().bitsPerSecond()).isEqualTo(1e9);
    assertThat(model.service("stock").endpoints().getFirst().payload())
        .isEqualTo(new Payload(2_000, 1_500_000));
    assertThat(model("zones: [a]").service("stock").endpoints().getFirst().payload())
        .isEqualTo(new Payload(2_000, 1_500_000));
  }

  @Test
  void every_zone_is_in_one_region() {
    assertThat(problems("zones: [a, b]\nregions: {eu: [a]}"))
        .containsExactly("the regions have other zones than `zones`");
    assertThat(problems("regions: {eu: [a], us: [a, b]}"))
        .containsExactly("the zone `a` is given twice");
    assertThat(problems("regions: {eu: []}")).hasSize(1);
    assertThat(problems("network: {loss: 100%}")).hasSize(1);
    assertThat(problems("network: {bandwidth: 0Mbit/s}")).hasSize(1);
  }

  @Test
  void a_network_reads_back_from_its_effective_text() {
    SystemModel model =
        model(
            "regions: {eu: [a, b], us: [c]}\nnetwork: {within-zone: 1ms, between-regions:"
                + " uniform(40ms, 80ms), loss: 0.1%, bandwidth: 12.5Mbit/s}");
    assertThat(Spec.read("effective.yaml", Effective.yaml(model)).model()).isEqualTo(model);
  }
}
