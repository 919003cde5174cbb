package dev.ballast.spec.grammar;

import dev.ballast.kernel.Distribution;
import dev.ballast.kernel.Position;
import dev.ballast.model.Fault;
import dev.ballast.model.Fault.Scope;
import dev.ballast.spec.grammar.Drafts.Course;
import dev.ballast.spec.grammar.Drafts.FaultDraft;
import dev.ballast.spec.grammar.Drafts.Located;
import dev.ballast.spec.grammar.Drafts.Replicas;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Faults that strike replicas of one service. */
final class ReplicaFaultGrammar {
  private static final String REPLICAS_EXPECTED = "replicas such as 1 of 3 replicas, 2, 33% or all";
  private static final Pattern REPLICAS_FORM =
      Pattern.compile("(all|[0-9]{1,9})(?:\\s+of\\s+([0-9]{1,9}))?(?:\\s+replicas?)?");
  private static final Pattern SHARE_FORM =
      Pattern.compile("([0-9.]{1,30}%)(?:\\s+of\\s+([0-9]{1,9}))?(?:(?:\\s+of)?\\s+replicas?)?");

  private static final Type<Replicas> REPLICAS_TYPE =
      new ScalarType<>(
          REPLICAS_EXPECTED,
          ReplicaFaultGrammar::replicas,
          new Schema.OneOf(
              List.of(
                  new Schema.Numeric(true, 1.0, null),
                  Scalars.text(
                      "^((all|[0-9]+)(\\s+of\\s+[0-9]+)?(\\s+replicas?)?"
                          + "|[0-9.]+%(\\s+of\\s+[0-9]+)?((\\s+of)?\\s+replicas?)?)$",
                      "1 of 3 replicas", "2 replicas", "33% of replicas", "all replicas"))));
  private static final String REPLICAS_ABOUT =
      "Which replicas, counted from the first: `1 of 3 replicas`, `2 replicas`, `33% of replicas`"
          + " (rounded up), `all`.";
  private static final Key<Replicas> REPLICAS =
      Key.withDefault("replicas", REPLICAS_TYPE, "all", REPLICAS_ABOUT);
  private static final Key<Replicas> TO =
      Key.withDefault("to", REPLICAS_TYPE, "all", REPLICAS_ABOUT);
  private static final Key<Double> SHARE =
      Key.withDefault("share", Scalars.SHARE, "100%", "The share of requests that is struck.");

  private static final Key<String> RELEASE =
      service("release", "Puts a new version of this service on some replicas.");
  private static final Key<String> VERSION =
      Key.required("version", Scalars.FREE_TEXT, "The version's name.");
  private static final Key<Double> RELEASE_FAILS =
      Key.withDefault(
          "fails", Scalars.SHARE, "0%", "The share of requests that the new version fails.");
  private static final Key<Double> SLOWER =
      Key.withDefault(
          "slower", factor(), "1", "Factor on the time of the new version's work; 1 is as before.");
  private static final Key<String> ROLLBACK =
      service("rollback", "Brings the version before the releases back on every replica.");

  private static final Key<String> CRASH =
      service("crash", "Ends the replicas' processes; they refuse connections meanwhile.");
  private static final Key<String> RESTART =
      service(
          "restart",
          "Restarts the replicas one after the other; each is down for an equal part of `for`.");
  private static final Key<String> LEAVE =
      service(
          "leave",
          "Lets replicas leave in good order, as when a service is scaled down: their callers send"
              + " no more, and the processes end. They come back after `for`.");
  private static final Key<String> PAUSE =
      service("pause", "Stops the replicas' processes; what arrives waits until they go on.");
  private static final Key<String> SLOW = service("slow", "Makes this service's answers late.");
  private static final Key<Distribution> BY =
      Key.withDefault("by", Scalars.DISTRIBUTION, "0s", "A delay before the work of each request.");
  private static final Key<Double> TIMES =
      Key.withDefault("times", factor(), "1", "Factor on the time of its work; 1 is as before.");
  private static final Key<String> FAILS =
      service("fails", "Makes requests of this service fail, before any work.");
  private static final Key<String> HANG =
      service("hang", "Accepts requests and never answers them: a black hole.");
  private static final Key<String> RESET =
      service("reset", "Breaks the connections of requests; callers cannot know what was done.");
  private static final Key<Fault.Reset.When> WHEN =
      Key.withDefault(
          "when",
          Scalars.word(
              Map.of(
                  "arrival",
                  Fault.Reset.When.ARRIVAL,
                  "answer",
                  Fault.Reset.When.ANSWER,
                  "mid-answer",
                  Fault.Reset.When.MID_ANSWER)),
          "arrival",
          "On `arrival` nothing was done; in the place of the `answer` all work was; `mid-answer`"
              + " sends a part of it: a truncated response.");
  private static final Key<String> RATE_LIMITED =
      service("rate-limited", "Refuses requests as too many (429), whatever their rate.");
  private static final Key<Long> RETRY_AFTER =
      Key.withDefault(
          "retry-after",
          Scalars.DURATION_OR_ZERO,
          "1s",
          "How long callers are asked to stay away; 0s asks for nothing.");
  private static final Key<String> CORRUPT =
      service("corrupt", "Makes good answers useless to their callers; the work was in vain.");
  private static final Key<String> STRESS =
      service("stress", "Something else takes a share of what the replicas compute with.");
  private static final Key<Double> STRESS_SHARE =
      Key.required(
          "share",
          Scalars.share(0, Fault.Stress.SHARE_MAX),
          "The share that is taken away; at least one worker stays.");

  static final List<Types.MapType<FaultDraft>> VARIANTS =
      List.of(
          FaultDrafts.map(
              "A new version.",
              List.of(RELEASE, VERSION, TO, RELEASE_FAILS, SLOWER),
              CourseGrammar.ENDLESS,
              f -> draft(f, RELEASE, TO, ReplicaFaultGrammar::release)),
          FaultDrafts.map(
              "The old version again.",
              List.of(ROLLBACK),
              List.of(),
              ReplicaFaultGrammar::rollback),
          struck("Processes end.", CRASH, List.of(), f -> Fault.Crash::new),
          struck(
              "Replicas that leave in good order.",
              LEAVE,
              DepartureGrammar.LEAVE,
              DepartureGrammar::leave),
          FaultDrafts.map(
              "Replicas restarted one by one.",
              with(RESTART, DepartureGrammar.RESTART),
              CourseGrammar.TIMED,
              f ->
                  f.find(CourseGrammar.TIMED.getFirst()) == null
                      ? null
                      : draft(f, RESTART, REPLICAS, DepartureGrammar::restart)),
          struck("Processes that stand still.", PAUSE, List.of(), f -> Fault.Pause::new),
          struck("Late answers.", SLOW, List.of(BY, TIMES), ReplicaFaultGrammar::slow),
          ofRequests("Failing requests.", FAILS, Fault.Fails::new),
          ofRequests("Requests that are never answered.", HANG, Fault.Hang::new),
          struck(
              "Connections that break.",
              RESET,
              List.of(SHARE, WHEN),
              f -> {
                double share = f.get(SHARE);
                Fault.Reset.When when = f.get(WHEN);
                return scope -> new Fault.Reset(scope, share, when);
              }),
          struck(
              "Refusals.",
              RATE_LIMITED,
              List.of(SHARE, RETRY_AFTER),
              f -> {
                double share = f.get(SHARE);
                long retryAfter = f.get(RETRY_AFTER);
                return scope -> new Fault.RateLimited(scope, share, retryAfter);
              }),
          ofRequests("Useless answers.", CORRUPT, Fault.Corrupt::new),
          struck(
              "Less to compute with.",
              STRESS,
              List.of(STRESS_SHARE),
              f -> {
                Double share = f.find(STRESS_SHARE);
                return share == null ? null : scope -> new Fault.Stress(scope, share);
              }));

  private ReplicaFaultGrammar() {}

  private static Key<String> service(String name, String about) {
    return Key.required(name, Scalars.NAME, about);
  }

  private static Type<Double> factor() {
    return new ScalarType<>(
        "a factor such as 3", Quantity::factor, new Schema.Numeric(false, 0.0, 1e9));
  }

  /** A fault with a scope that can come gradually. */
  private static Types.MapType<FaultDraft> struck(
      String about,
      Key<String> leading,
      List<Key<?>> own,
      Function<Fields, @Nullable Function<Scope, Fault>> fault) {
    return FaultDrafts.map(
        about, with(leading, own), CourseGrammar.GRADUAL, f -> draft(f, leading, REPLICAS, fault));
  }

  private static List<Key<?>> with(Key<String> leading, List<Key<?>> own) {
    List<Key<?>> keys = new ArrayList<>(List.of(leading));
    keys.addAll(own);
    keys.add(REPLICAS);
    return keys;
  }

  /** A fault that strikes a share of the requests. */
  private static Types.MapType<FaultDraft> ofRequests(
      String about, Key<String> leading, BiFunction<Scope, Double, Fault> fault) {
    return struck(
        about,
        leading,
        List.of(SHARE),
        f -> {
          double share = f.get(SHARE);
          return scope -> fault.apply(scope, share);
        });
  }

  private static @Nullable FaultDraft draft(
      Fields f,
      Key<String> leading,
      Key<Replicas> which,
      Function<Fields, @Nullable Function<Scope, Fault>> own) {
    String service = f.find(leading);
    Located<Replicas> replicas = new Located<>(f.get(which), f.valueAt(which));
    Course course = CourseGrammar.read(f);
    Function<Scope, Fault> fault = own.apply(f);
    return service == null || fault == null
        ? null
        : new FaultDraft(
            f.valueAt(leading),
            service,
            replicas,
            course,
            count -> fault.apply(new Scope(service, count)));
  }

  private static @Nullable Function<Scope, Fault> release(Fields f) {
    String version = f.find(VERSION);
    double fails = f.get(RELEASE_FAILS);
    double slower = f.get(SLOWER);
    return version == null ? null : scope -> new Fault.Release(scope, version, fails, slower);
  }

  private static @Nullable FaultDraft rollback(Fields f) {
    String service = f.find(ROLLBACK);
    Position at = f.valueAt(ROLLBACK);
    return service == null
        ? null
        : new FaultDraft(
            at,
            service,
            new Located<>(Replicas.ALL, at),
            Course.LASTING,
            _ -> new Fault.Rollback(service));
  }

  private static Function<Scope, Fault> slow(Fields f) {
    Distribution by = f.has(BY) ? f.find(BY) : null;
    Distribution added = by == null || by.equals(new Distribution.Constant(0)) ? null : by;
    double times = f.get(TIMES);
    if (!f.has(BY) && !f.has(TIMES)) {
      f.in()
          .report(
              Code.SPEC011,
              f.at(SLOW),
              "this fault does not say how slow",
              "expected `by` or `times` beside it",
              "add `by: ` with a duration, or `times: ` with a factor");
    }
    return scope -> new Fault.Slow(scope, times, added);
  }

  private static Replicas replicas(String text) throws Mismatch {
    Matcher share = SHARE_FORM.matcher(text);
    if (share.matches()) {
      double wanted = Quantity.share(share.group(1));
      if (wanted == 0) {
        throw Mismatch.of(Code.SPEC017, Quoted.of(text), "a share above 0%", "");
      }
      return new Replicas(null, number(share.group(2)), wanted);
    }
    Matcher form = REPLICAS_FORM.matcher(text);
    if (!form.matches()) {
      throw Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(text), REPLICAS_EXPECTED, "");
    }
    Integer of = number(form.group(2));
    if (form.group(1).equals("all")) {
      return new Replicas(null, of, null);
    }
    int count = Integer.parseInt(form.group(1));
    if (count == 0 || (of != null && count > of)) {
      throw Mismatch.of(
          Code.SPEC017,
          Quoted.of(text),
          count == 0 ? "at least 1 replica" : "at most as many replicas as there are",
          "");
    }
    return new Replicas(count, of, null);
  }

  private static @Nullable Integer number(@Nullable String digits) {
    return digits == null ? null : Integer.valueOf(digits);
  }
}
