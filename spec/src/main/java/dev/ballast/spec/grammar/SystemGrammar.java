package dev.ballast.spec.grammar;

import dev.ballast.model.Identities;
import dev.ballast.model.Network;
import dev.ballast.spec.grammar.Drafts.ExperimentDraft;
import dev.ballast.spec.grammar.Drafts.ObjectiveDraft;
import dev.ballast.spec.grammar.Drafts.Pattern;
import dev.ballast.spec.grammar.Drafts.PolicyDraft;
import dev.ballast.spec.grammar.Drafts.ServiceDraft;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.NameKind;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The whole file. */
final class SystemGrammar {
  private static final String NAME_KEYS = "^" + Scalars.NAME_PATTERN + "$";

  /** Everything that could be read. */
  record Draft(
      String name,
      Network network,
      Identities identities,
      List<Types.Item<String, ServiceDraft>> services,
      List<Types.Item<Pattern, PolicyDraft>> policies,
      List<Types.Item<String, ObjectiveDraft>> objectives,
      List<Types.Item<String, ExperimentDraft>> experiments) {}

  private static final Key<Integer> BALLAST =
      Key.required(
          "ballast",
          new ScalarType<>("1", SystemGrammar::version, new Schema.Numeric(true, 1.0, 1.0)),
          "The version of this format.");
  private static final Key<String> SYSTEM =
      Key.required("system", Scalars.NAME, "The system's name.");
  private static final Key<List<Types.Item<String, ServiceDraft>>> SERVICES =
      Key.required(
          "services",
          new Types.Dictionary<>(
              "a map of services",
              "the service",
              NameKind.SERVICE,
              Scalars.NAME,
              ServiceGrammar.SERVICE,
              NAME_KEYS),
          "The services, by name.");
  private static final Key<List<Types.Item<Pattern, PolicyDraft>>> POLICIES =
      Key.optional(
          "policies",
          new Types.Dictionary<>(
              "a map from `caller -> callee` to policies",
              "the policy",
              null,
              PolicyGrammar.PATTERN,
              PolicyGrammar.POLICY,
              "^\\s*\\S+\\s*->\\s*\\S+\\s*$"),
          "What guards the calls between services. A key is `caller -> callee`, with * for any. For"
              + " each kind of policy the most specific pattern that sets it wins: both named, then"
              + " only the callee, then only the caller, then none; on a tie the later one.");
  private static final Key<List<Types.Item<String, ObjectiveDraft>>> OBJECTIVES =
      Key.optional(
          "objectives",
          new Types.Dictionary<>(
              "a map of objectives",
              "the objective",
              NameKind.OBJECTIVE,
              Scalars.NAME,
              ExperimentGrammar.OBJECTIVE,
              NAME_KEYS),
          "What must hold for users, by name.");
  private static final Key<List<Types.Item<String, ExperimentDraft>>> EXPERIMENTS =
      Key.optional(
          "experiments",
          new Types.Dictionary<>(
              "a map of experiments",
              "the experiment",
              NameKind.EXPERIMENT,
              Scalars.NAME,
              ExperimentGrammar.EXPERIMENT,
              NAME_KEYS),
          "Load and faults over time, by name.");

  static final Type<Draft> SYSTEM_FILE =
      new Types.MapType<>(
          "a map that begins with `ballast: 1`",
          "A system: its services, their policies, what must hold, and experiments.",
          List.of(
              BALLAST,
              SYSTEM,
              NetworkGrammar.ZONES,
              NetworkGrammar.REGIONS,
              NetworkGrammar.NETWORK,
              IdentityGrammar.IDENTITIES,
              SERVICES,
              POLICIES,
              OBJECTIVES,
              EXPERIMENTS),
          SystemGrammar::system);

  private SystemGrammar() {}

  private static int version(String text) throws Mismatch {
    if (!text.equals("1")) {
      throw Mismatch.wanting(Code.SPEC020, "unknown version " + Quoted.of(text), "1", "1");
    }
    return 1;
  }

  private static Draft system(Fields fields) {
    fields.find(BALLAST);
    String name = fields.find(SYSTEM);
    Network network = NetworkGrammar.read(fields);
    List<Types.Item<String, ServiceDraft>> services = fields.find(SERVICES);
    if (services == null) {
      fields.in().markIncomplete(NameKind.SERVICE);
    }
    return new Draft(
        name == null ? "unnamed" : name,
        network,
        fields.get(IdentityGrammar.IDENTITIES),
        orNone(services),
        orNone(fields.find(POLICIES)),
        orNone(fields.find(OBJECTIVES)),
        orNone(fields.find(EXPERIMENTS)));
  }

  private static <T> List<T> orNone(@Nullable List<T> list) {
    return list == null ? List.of() : list;
  }
}
