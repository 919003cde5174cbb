package dev.ballast.spec.grammar;

import dev.ballast.kernel.Priority;
import dev.ballast.model.Ingress;
import dev.ballast.model.Payload;
import dev.ballast.model.Service;
import dev.ballast.model.Upstream;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.spec.grammar.Drafts.EndpointDraft;
import dev.ballast.spec.grammar.Drafts.PlacedStep;
import dev.ballast.spec.grammar.Drafts.ServiceDraft;
import dev.ballast.spec.grammar.GatewayGrammar.GatewayDraft;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Services and their endpoints. */
final class ServiceGrammar {
  private static final Key<Boolean> IDEMPOTENT =
      Key.withDefault(
          "idempotent",
          Scalars.TRUTH,
          "true",
          "Whether a call with an unknown outcome may be repeated.");
  private static final Key<List<PlacedStep>> STEPS =
      Key.required("steps", StepGrammar.STEPS, "What the endpoint does, one after the other.");

  private static final Key<Long> REQUEST =
      Key.withDefault(
          "request", Amounts.BYTES, "1KB", "What a request has; matters where bandwidth is given.");
  private static final Key<Long> ANSWER =
      Key.withDefault(
          "answer", Amounts.BYTES, "1KB", "What an answer has; matters where bandwidth is given.");

  private record EndpointBody(boolean idempotent, Payload payload, List<PlacedStep> steps) {}

  private static final Type<EndpointBody> ENDPOINT =
      new Types.ByShape<>(
          "a list of steps, or a map with `steps`",
          null,
          new Types.Mapped<>(
              StepGrammar.STEPS, steps -> new EndpointBody(true, Payload.SMALL, steps)),
          new Types.MapType<>(
              "a map with `steps`",
              "An endpoint with more to say about it.",
              List.of(IDEMPOTENT, REQUEST, ANSWER, STEPS),
              fields -> {
                List<PlacedStep> steps = fields.find(STEPS);
                return new EndpointBody(
                    fields.get(IDEMPOTENT),
                    new Payload(fields.get(REQUEST), fields.get(ANSWER)),
                    steps == null ? List.of() : steps);
              }));

  private static final Key<List<Types.Item<String, EndpointBody>>> ENDPOINTS =
      Key.optional(
          "endpoints",
          new Types.Dictionary<>(
              "a map of endpoints",
              "the endpoint",
              NameKind.ENDPOINT,
              Scalars.ENDPOINT_NAME,
              ENDPOINT,
              "^[A-Za-z0-9_/][A-Za-z0-9_./:{}-]*$"),
          "What the service can be asked for; each is a list of steps.");

  private static final Key<Integer> REPLICAS =
      Key.withDefault(
          "replicas",
          Scalars.count(1, 10_000),
          "1",
          "Equal copies of the service; replica i stands in zone i mod n.");
  private static final Key<List<Integer>> WEIGHTS =
      Key.withDefault(
          "weights",
          new Types.ByShape<>(
              "a list with a weight for each replica, or equal",
              Scalars.word(Map.of("equal", List.of())),
              new Types.ListType<>(
                  "a list of weights",
                  "this weight",
                  null,
                  Scalars.count(1, Service.WEIGHT_MAX),
                  false),
              null),
          "equal",
          "What each replica gets of the calls in proportion to the others.");
  private static final Key<Boolean> CANCELLATION =
      Key.withDefault(
          "cancellation",
          Scalars.word(Map.of("propagates", true, "ignored", false)),
          "ignored",
          "Whether work is dropped when its caller has given up (propagates), or goes on and keeps"
              + " its worker busy (ignored).");
  private static final Key<List<String>> COMMAND =
      Key.optional(
          "command",
          new Types.ByShape<>(
              "a command such as python3 app.py",
              new ScalarType<>(
                  "a command such as python3 app.py",
                  CommandLine::split,
                  Scalars.text(null, "python3 app.py")),
              new Types.ListType<>(
                  "a list of arguments", "this argument", null, Scalars.FREE_TEXT, false),
              null),
          "A real program that takes the stand-in's place when the system is run live. A string is"
              + " split at spaces outside quotes.");
  private static final Key<Integer> PORT =
      Key.optional(
          "port",
          Scalars.count(1, 65535),
          "Where the real program listens on 127.0.0.1; without it a free port is passed to it in"
              + " the environment variable PORT.");

  static final Type<ServiceDraft> SERVICE =
      new Types.MapType<>(
          "a map with `endpoints` or `gateway`",
          "Equal replicas that answer the same endpoints.",
          keys(),
          ServiceGrammar::service);

  private ServiceGrammar() {}

  private static List<Key<?>> keys() {
    List<Key<?>> keys = new ArrayList<>();
    keys.add(REPLICAS);
    keys.add(WEIGHTS);
    AdmissionGrammar.KINDS.forEach(kind -> keys.add(kind.key()));
    MachineGrammar.KINDS.forEach(kind -> keys.add(kind.key()));
    keys.addAll(List.of(CANCELLATION, GatewayGrammar.GATEWAY, ENDPOINTS, COMMAND, PORT));
    keys.addAll(UpstreamGrammar.KEYS);
    return keys;
  }

  private static ServiceDraft service(Fields fields) {
    boolean isGateway = fields.has(GatewayGrammar.GATEWAY);
    if (isGateway && fields.has(ENDPOINTS)) {
      fields
          .in()
          .report(
              Code.SPEC021,
              fields.at(ENDPOINTS),
              "`gateway` and `endpoints` in " + fields.place().noun(),
              "expected only one of them",
              "move the endpoints to a service behind the gateway");
    }
    if (!isGateway && !fields.has(ENDPOINTS)) {
      fields
          .in()
          .report(
              Code.SPEC011,
              fields.place().at(),
              fields.place().noun() + " has neither `endpoints` nor `gateway`",
              "expected `endpoints` or `gateway` below it",
              "add `endpoints:` with what the service can be asked for");
      fields.in().markIncomplete(NameKind.ENDPOINT);
    }
    GatewayDraft gateway = fields.find(GatewayGrammar.GATEWAY);
    List<EndpointDraft> endpoints =
        isGateway ? (gateway == null ? null : gateway.endpoints()) : endpoints(fields);
    if (endpoints == null) {
      fields.in().markIncomplete(isGateway ? NameKind.ROUTE : NameKind.ENDPOINT);
    }
    AdmissionPolicy admission = AdmissionGrammar.read(fields, isGateway);
    List<String> command = fields.find(COMMAND);
    Integer port = fields.find(PORT);
    Upstream upstream = UpstreamGrammar.read(fields, isGateway);
    int replicas = replicas(fields, upstream);
    return new ServiceDraft(
        replicas,
        admission,
        fields.get(CANCELLATION),
        isGateway,
        endpoints == null ? List.of() : endpoints,
        command == null && port == null
            ? null
            : new Service.Program(command == null ? List.of() : command, port == null ? 0 : port),
        weights(fields, replicas, isGateway),
        MachineGrammar.read(fields, admission.workers(), isGateway),
        gateway == null ? Ingress.DEFAULT : gateway.ingress(),
        upstream);
  }

  /** As many as it says, or as there are addresses. */
  private static int replicas(Fields fields, Upstream upstream) {
    int addresses = upstream.addresses().size();
    int replicas = fields.get(REPLICAS);
    if (addresses == 0 || replicas == addresses) {
      return replicas;
    }
    if (fields.has(REPLICAS)) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.valueAt(REPLICAS),
              replicas + " `replicas` with " + addresses + " `addresses`",
              "expected an address for each replica",
              "leave `replicas` out");
    }
    return addresses;
  }

  private static List<Integer> weights(Fields fields, int replicas, boolean isGateway) {
    List<Integer> weights = fields.get(WEIGHTS);
    if (weights.isEmpty() || (weights.size() == replicas && !isGateway)) {
      return weights;
    }
    if (isGateway) {
      fields
          .in()
          .report(
              Code.SPEC021,
              fields.at(WEIGHTS),
              "`gateway` and `weights` in " + fields.place().noun(),
              "expected only one of them",
              "leave out the weights; users reach the replicas of a gateway in turn");
    } else {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.valueAt(WEIGHTS),
              weights.size() + " weights for " + replicas + " replicas",
              "expected a weight for each replica",
              "write " + replicas + " weights, or change `replicas`");
    }
    return List.of();
  }

  private static @Nullable List<EndpointDraft> endpoints(Fields fields) {
    List<Types.Item<String, EndpointBody>> items = fields.find(ENDPOINTS);
    if (items == null) {
      return null;
    }
    return items.stream()
        .map(
            i ->
                new EndpointDraft(
                    i.key(),
                    i.at(),
                    i.value().idempotent(),
                    Priority.NORMAL,
                    i.value().payload(),
                    null,
                    i.value().steps()))
        .toList();
  }
}
