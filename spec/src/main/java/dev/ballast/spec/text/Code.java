package dev.ballast.spec.text;

import dev.ballast.kernel.Severity;

/**
 * Every kind of problem that a system file, or the naming of one, can have. Codes are stable:
 * scripts and editors may rely on them. {@code docs/diagnostics.md} is written from this list.
 */
public enum Code {
  FILE001(
      Severity.ERROR,
      "A file that cannot be read or written, or that does not hold what the command line asks"
          + " for."),
  SPEC001(Severity.ERROR, "The file is larger than the largest system file that is read."),
  SPEC002(Severity.ERROR, "The file is not text: not UTF-8, or it holds control characters."),
  SPEC003(Severity.ERROR, "The file is empty or says nothing."),
  SPEC004(Severity.ERROR, "The text is not YAML."),
  SPEC005(
      Severity.ERROR,
      "A feature of YAML that a system file does not use: anchors, aliases, tags, several"
          + " documents, keys that are not plain text."),
  SPEC006(Severity.ERROR, "Lists and maps are nested too deeply."),
  SPEC007(Severity.ERROR, "A line is longer than any line of a system file."),
  SPEC010(Severity.ERROR, "A key that does not exist at this place."),
  SPEC011(Severity.ERROR, "A required key is missing."),
  SPEC012(Severity.ERROR, "A key or a name is given twice."),
  SPEC013(Severity.ERROR, "A map, a list or a plain value stands where another is expected."),
  SPEC014(Severity.ERROR, "A unit that does not exist."),
  SPEC015(Severity.ERROR, "A value that cannot be read."),
  SPEC016(Severity.ERROR, "A number without its unit."),
  SPEC017(Severity.ERROR, "A number out of its range."),
  SPEC018(Severity.ERROR, "A word that is not one of those expected."),
  SPEC019(Severity.ERROR, "A name with characters that a name cannot have."),
  SPEC020(Severity.ERROR, "A version of the format that this Ballast does not read."),
  SPEC021(Severity.ERROR, "Keys that exclude each other."),
  SPEC022(Severity.ERROR, "Two values that contradict each other."),
  SPEC023(
      Severity.ERROR,
      "A file that the system file names cannot be read, or is not what is expected."),
  SPEC024(
      Severity.ERROR,
      "A route that no request ever reaches: the first route that fits takes a request, and one"
          + " before it fits whatever would fit this one."),
  CHECK001(Severity.ERROR, "A name that nothing in the file has."),
  CHECK002(Severity.ERROR, "Two things of one kind have the same name."),
  CHECK003(Severity.ERROR, "Calls that lead back to themselves and never end."),
  CHECK004(
      Severity.WARNING,
      "A call may take longer, with all its attempts, than its caller is given by its own callers:"
          + " the rest of the work is done for nobody."),
  CHECK005(
      Severity.WARNING,
      "Retries multiply along a path of calls: when the last service fails, one request of a user"
          + " becomes many attempts on it. The factor of an edge is its attempts; a retry budget"
          + " bounds it by 1 + share, one allowance for the tree of calls bounds all of it by 1 +"
          + " `tree`. The product along the worst path must not be above 8."),
  CHECK006(
      Severity.WARNING,
      "A breaker sees too few calls to ever open: each replica of the caller has its own breaker,"
          + " and at the given load its window never holds the calls that it needs."),
  CHECK007(Severity.NOTE, "Calls without any timeout: a callee that hangs holds its callers."),
  CHECK008(
      Severity.WARNING,
      "More load than a service can serve: the requests it is offered keep more workers busy than"
          + " it has. Time spent waiting for its own callees counts, in the mean and without"
          + " queues."),
  CHECK009(Severity.NOTE, "An objective that no experiment measures."),
  CHECK010(
      Severity.WARNING,
      "An objective that cannot hold even when nothing goes wrong: the `fails` steps on its route"
          + " alone fail more requests than it allows."),
  CHECK011(Severity.ERROR, "An experiment expects an objective of a route that it does not load."),
  CHECK012(Severity.ERROR, "Something is to happen after the end of the experiment."),
  CHECK013(Severity.ERROR, "Replicas are named that the service does not have."),
  CHECK014(Severity.ERROR, "A release is taken back that was not made before."),
  CHECK015(Severity.WARNING, "A policy for calls that nobody makes."),
  CHECK016(Severity.NOTE, "A service that no request reaches."),
  CHECK017(Severity.ERROR, "A surge of a load that the experiment does not have."),
  CHECK020(
      Severity.ERROR,
      "An objective about recovery in an experiment that leaves no time to recover in."),
  CHECK041(
      Severity.WARNING,
      "An ejection, or one of its rules, that can never eject: the service has too few replicas for"
          + " it or for its ceiling."),
  CHECK042(
      Severity.WARNING,
      "A preference of zones, or tiers, that can never matter: too few zones or replicas, or"
          + " nothing that takes replicas out."),
  CHECK043(Severity.ERROR, "A zone that is in no tier."),
  CHECK044(
      Severity.WARNING,
      "A rule of ejection that sees too few requests to judge: each replica of the caller judges by"
          + " its own, and at the given load a replica of the callee gets fewer from it in a sweep"
          + " than the rule needs."),
  CHECK051(
      Severity.ERROR,
      "Answers are to be kept or shared where no endpoint that is called is idempotent: each call"
          + " has an effect of its own, so one answer cannot serve two."),
  CHECK052(
      Severity.ERROR,
      "A fallback to the last good answer where none is kept: the endpoint is not idempotent, or"
          + " the edge's cache keeps nothing for failures."),
  CHECK053(Severity.WARNING, "A fallback that calls what has just failed."),
  CHECK054(
      Severity.NOTE,
      "A cache in an experiment whose requests are all about the same: its hit ratio says"
          + " nothing."),
  CHECK061(
      Severity.NOTE,
      "More load than a service can serve while memories are empty, as after a start, though not"
          + " once they are warm: it may not get there by itself, since what times out in between"
          + " fills no memory."),
  CHECK062(
      Severity.NOTE,
      "A `memory` or `one-at-a-time` step in an experiment whose requests have no keys: none is"
          + " ever found, and all of them take turns."),
  CHECK071(
      Severity.WARNING,
      "A mirror to a service that the same gateway also asks for users: both share the edge's"
          + " breaker, bulkhead, limits and retry budget, so what becomes of copies can refuse"
          + " users.");

  private final Severity severity;
  private final String meaning;

  Code(Severity severity, String meaning) {
    this.severity = severity;
    this.meaning = meaning;
  }

  /** How much such a problem matters. */
  public Severity severity() {
    return severity;
  }

  /** What such a problem is, in full sentences. */
  public String meaning() {
    return meaning;
  }
}
