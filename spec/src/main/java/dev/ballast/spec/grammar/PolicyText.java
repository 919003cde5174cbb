package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.Backoff;
import dev.ballast.policy.BreakerConfig;
import dev.ballast.policy.Deadline;
import dev.ballast.spec.grammar.Drafts.Pattern;
import dev.ballast.spec.text.Code;
import dev.ballast.spec.text.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** Policies' values that are small sentences. */
final class PolicyText {
  static final String BACKOFF_EXPECTED = "a backoff such as 25ms..250ms full-jitter";
  static final String OPENS_AT_EXPECTED = "a share and a window such as 50% of 20 calls in 10s";
  static final String PATTERN_EXPECTED = "caller -> callee, with * for any";

  private static final Map<String, Backoff.Jitter> JITTERS = jitters();
  private static final java.util.regex.Pattern OPENS_AT =
      java.util.regex.Pattern.compile(
          "(\\S{1,50})\\s+of\\s+(\\S{1,50})\\s+calls(?:\\s+in\\s+(\\S{1,50}))?");
  private static final java.util.regex.Pattern EDGE =
      java.util.regex.Pattern.compile("\\s*(\\S{1,200})\\s*->\\s*(\\S{1,200})\\s*");

  /** The share and the window of a breaker. */
  record OpensAt(double share, int calls, long windowNanos) {}

  private PolicyText() {}

  private static Map<String, Backoff.Jitter> jitters() {
    Map<String, Backoff.Jitter> jitters = new LinkedHashMap<>();
    jitters.put("full-jitter", Backoff.Jitter.FULL);
    jitters.put("equal-jitter", Backoff.Jitter.EQUAL);
    jitters.put("decorrelated-jitter", Backoff.Jitter.DECORRELATED);
    jitters.put("no-jitter", Backoff.Jitter.NONE);
    return jitters;
  }

  static String durationOrNone(long nanos) {
    return nanos == Deadline.NONE ? "none" : Units.duration(nanos);
  }

  static Backoff backoff(String text) throws Mismatch {
    if (text.equals("none")) {
      return Backoff.NONE;
    }
    String[] words = text.strip().split("\\s+");
    if (words.length > 2 || words[0].isEmpty()) {
      throw Mismatch.of(Code.SPEC015, "cannot read " + Quoted.of(text), BACKOFF_EXPECTED, "");
    }
    Backoff.Jitter jitter = Backoff.Jitter.FULL;
    if (words.length == 2) {
      Backoff.Jitter named = JITTERS.get(words[1]);
      if (named == null) {
        throw Scalars.unknownWord(words[1], List.copyOf(JITTERS.keySet()))
            .within(text, text.lastIndexOf(words[1]), words[1].length());
      }
      jitter = named;
    }
    int start = text.indexOf(words[0]);
    int dots = words[0].indexOf("..");
    String first = dots < 0 ? words[0] : words[0].substring(0, dots);
    long base = part(text, start, first);
    long cap = dots < 0 ? base : part(text, start + dots + 2, words[0].substring(dots + 2));
    if (cap < base) {
      throw Mismatch.of(
          Code.SPEC022,
          "the longest backoff is below the first",
          "the shorter time first",
          "swap the two times");
    }
    return new Backoff(base, cap, jitter);
  }

  private static long part(String text, int offset, String part) throws Mismatch {
    try {
      return Quantity.wholeNanos(part);
    } catch (Mismatch mismatch) {
      throw mismatch.within(text, offset, part.length());
    }
  }

  static String of(Backoff backoff) {
    if (backoff.equals(Backoff.NONE)) {
      return "none";
    }
    String range = Units.duration(backoff.baseNanos()) + ".." + Units.duration(backoff.capNanos());
    for (Map.Entry<String, Backoff.Jitter> jitter : JITTERS.entrySet()) {
      if (jitter.getValue() == backoff.jitter()) {
        return range + " " + jitter.getKey();
      }
    }
    throw new IllegalStateException("expected a word for " + backoff.jitter() + ", found none");
  }

  static OpensAt opensAt(String text) throws Mismatch {
    Matcher form = OPENS_AT.matcher(text);
    if (!form.matches()) {
      throw Mismatch.of(
          Code.SPEC015,
          "cannot read " + Quoted.of(text),
          OPENS_AT_EXPECTED,
          "write a share, a number of calls, and a time if the window is one");
    }
    double share = piece(text, form, 1, Quantity::share);
    if (share == 0) {
      throw Mismatch.of(
          Code.SPEC017, "a breaker that opens at 0%", "a share above 0%", "raise the share");
    }
    int calls = piece(text, form, 2, t -> Quantity.count(t, 1, BreakerConfig.CALLS_MAX));
    long window =
        form.group(3) == null
            ? BreakerConfig.COUNT_WINDOW
            : piece(text, form, 3, Quantity::positiveNanos);
    return new OpensAt(share, calls, window);
  }

  static <T> T piece(String text, Matcher form, int group, ScalarType.Parser<T> parser)
      throws Mismatch {
    String part = form.group(group);
    try {
      return parser.parse(part);
    } catch (Mismatch mismatch) {
      throw mismatch.within(text, form.start(group), part.length());
    }
  }

  static Pattern pattern(String text) throws Mismatch {
    Matcher form = EDGE.matcher(text);
    if (!form.matches()) {
      throw Mismatch.of(
          Code.SPEC015,
          "cannot read " + Quoted.of(text),
          PATTERN_EXPECTED,
          "name the caller and the callee with ` -> ` between them, such as `\"* -> license\"`");
    }
    return new Pattern(side(form.group(1), text), side(form.group(2), text));
  }

  private static @Nullable String side(String side, String text) throws Mismatch {
    if (side.equals("*")) {
      return null;
    }
    if (!side.matches(Scalars.NAME_PATTERN)) {
      throw Mismatch.of(
          Code.SPEC015,
          "cannot read " + Quoted.of(side) + " in " + Quoted.of(text),
          PATTERN_EXPECTED,
          "a star stands for a whole name; parts of names cannot be left open");
    }
    return side;
  }
}
