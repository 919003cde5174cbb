package dev.ballast.spec.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Severity;
import dev.ballast.model.Edge;
import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Load;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import dev.ballast.spec.Spec;
import dev.ballast.spec.SpecResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.TreeMap;

/** A draft, read back. */
record Learned(Draft draft, SystemModel model) {

  static Draft draft(String text) {
    return draftOf(text.getBytes(StandardCharsets.UTF_8));
  }

  static Draft draftOf(byte[] bytes) {
    return Learn.from(List.of(new Input("some/input.json", bytes)));
  }

  static Learned from(String text) {
    return of(draft(text));
  }

  /** Reads the draft with the parser that {@code prove} uses; nothing may be wrong with it. */
  static Learned of(Draft draft) {
    assertThat(draft.isUsable()).as("a draft; notes: %s", draft.notes()).isTrue();
    SpecResult result = Spec.read("draft.yaml", draft.yaml());
    assertThat(result.diagnostics().stream().filter(d -> d.severity() == Severity.ERROR))
        .as(draft.yaml())
        .isEmpty();
    return new Learned(draft, Objects.requireNonNull(result.model()));
  }

  /**
   * A file of the data that others made, which lies beside the project; the test is skipped where
   * it does not.
   */
  static Input shared(String path) {
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      Path file = dir.resolve("shared/data").resolve(path);
      if (Files.isRegularFile(file)) {
        try {
          return new Input(path, Files.readAllBytes(file));
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    }
    assumeTrue(false, "needs ../shared/data/" + path + " beside the project");
    throw new IllegalStateException("unreachable");
  }

  static Learned fromShared(String path) {
    return of(Learn.from(List.of(shared(path))));
  }

  List<String> codes() {
    return draft.notes().stream().map(note -> note.code()).toList();
  }

  List<Step> steps(String service, String endpoint) {
    Endpoint found = model.service(service).endpoint(endpoint);
    assertThat(found).as(service + "." + endpoint + " in\n" + draft.yaml()).isNotNull();
    return Objects.requireNonNull(found).steps();
  }

  List<Step> stepsWithoutWork(String service, String endpoint) {
    return steps(service, endpoint).stream().filter(step -> !(step instanceof Step.Work)).toList();
  }

  /** The median of the first work step. */
  double workNanos(String service, String endpoint) {
    Distribution time = ((Step.Work) steps(service, endpoint).getFirst()).time();
    return time instanceof Distribution.Lognormal lognormal
        ? StrictMath.exp(lognormal.mu())
        : time.meanNanos();
  }

  /** Calls per second on every edge in the steady experiment, failures left aside. */
  SequencedMap<String, Double> callsPerSecond() {
    return callsPerSecond(model, "steady");
  }

  static SequencedMap<String, Double> callsPerSecond(SystemModel model, String experiment) {
    TreeMap<String, Double> calls = new TreeMap<>();
    for (Service service : model.services()) {
      for (Endpoint route : service.isGateway() ? service.endpoints() : List.<Endpoint>of()) {
        follow(model, service.name(), route, rate(model, experiment, route.name()), calls);
      }
    }
    return calls;
  }

  private static double rate(SystemModel model, String experiment, String route) {
    return model.experiments().stream()
        .filter(e -> e.name().equals(experiment))
        .flatMap(e -> e.loads().stream())
        .filter(load -> load.name().equals(route))
        .mapToDouble(load -> load instanceof Load.Poisson p ? p.rate().perSecond(0) : 0)
        .sum();
  }

  private static void follow(
      SystemModel model,
      String caller,
      Endpoint endpoint,
      double perSecond,
      TreeMap<String, Double> calls) {
    for (Step.Call call : SystemModel.calls(endpoint.steps())) {
      double rate = perSecond * call.chance() * call.times();
      EndpointRef target = call.target();
      calls.merge(new Edge(caller, target.service()).toString(), rate, Double::sum);
      Endpoint callee = model.service(target.service()).endpoint(target.endpoint());
      follow(model, target.service(), Objects.requireNonNull(callee), rate, calls);
    }
  }
}
