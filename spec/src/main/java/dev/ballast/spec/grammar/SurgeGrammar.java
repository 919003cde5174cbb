package dev.ballast.spec.grammar;

import dev.ballast.model.Fault;
import dev.ballast.spec.grammar.Drafts.FaultDraft;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** More load for a while. */
final class SurgeGrammar {
  /** Every route that the experiment loads. */
  static final String ALL_ROUTES = "all routes";

  private static final Key<Optional<String>> SURGE =
      Key.required(
          "surge",
          new ScalarType<>(
              "a route such as GET /play/{title}, or all routes",
              SurgeGrammar::surged,
              Scalars.text(
                  "^(" + RouteNames.REFERENCE + "|" + ALL_ROUTES + ")$",
                  "GET /play/{title}",
                  ALL_ROUTES)),
          "Multiplies the requests of this route's users, or of all routes that are loaded.");
  private static final Key<Double> TIMES =
      Key.required(
          "times",
          new ScalarType<>(
              "a factor such as 3",
              SurgeGrammar::factor,
              new Schema.Numeric(false, 0.0, Fault.Surge.TIMES_MAX)),
          "Factor on the rate, or on the number of users in a loop; below 1 is a lull.");

  static final Types.MapType<FaultDraft> VARIANT =
      FaultDrafts.variant(
          "More load.", List.of(SURGE, TIMES), CourseGrammar.GRADUAL, SurgeGrammar::surge);

  private SurgeGrammar() {}

  private static Optional<String> surged(String text) throws Mismatch {
    return text.equals(ALL_ROUTES) ? Optional.empty() : Optional.of(RouteNames.reference(text));
  }

  private static double factor(String text) throws Mismatch {
    double factor = Quantity.factor(text);
    if (factor > Fault.Surge.TIMES_MAX) {
      throw Mismatch.of(Code.SPEC017, Quoted.of(text), "a factor of at most 1000", "");
    }
    return factor;
  }

  private static @Nullable Fault surge(Fields f) {
    Optional<String> route = f.find(SURGE);
    Double times = f.find(TIMES);
    return route == null || times == null ? null : new Fault.Surge(route.orElse(null), times);
  }
}
