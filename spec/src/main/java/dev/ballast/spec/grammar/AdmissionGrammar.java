package dev.ballast.spec.grammar;

import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.spec.grammar.Drafts.Located;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What each replica of a service lets in. */
final class AdmissionGrammar {
  /** What applies where the file says nothing. */
  private static final AdmissionPolicy DEFAULT = AdmissionPolicy.of(64, 1024);

  private static final AdmissionPolicy GATEWAY_DEFAULT = AdmissionPolicy.of(65536, 0);

  private static final Kind<AdmissionPolicy, Integer> WORKERS =
      new Kind<>(
          Key.withDefault(
              "workers",
              Scalars.count(1, 1_000_000),
              "64",
              "Requests served at once, per replica. A gateway's default is 65536."),
          AdmissionPolicy::withWorkers,
          admission -> Integer.toString(admission.workers()));

  /** Every kind of policy on a service, in the order in which a file is written. */
  static final List<Kind<AdmissionPolicy, ?>> KINDS =
      List.of(WORKERS, QueueGrammar.QUEUE, LimitGrammar.OF_REQUESTS, RateLimitGrammar.RATE_LIMIT);

  private AdmissionGrammar() {}

  static AdmissionPolicy read(Fields fields, boolean isGateway) {
    Map<String, Located<UnaryOperator<AdmissionPolicy>>> set = new LinkedHashMap<>();
    KINDS.forEach(kind -> kind.read(fields, set));
    AdmissionPolicy admission = isGateway ? GATEWAY_DEFAULT : DEFAULT;
    for (Located<UnaryOperator<AdmissionPolicy>> kind : set.values()) {
      admission = kind.value().apply(admission);
    }
    return admission;
  }
}
