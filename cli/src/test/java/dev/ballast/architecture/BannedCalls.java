package dev.ballast.architecture;

import static java.util.stream.Collectors.joining;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;

/**
 * Calls that would let something other than the file and the seed into a result, each with what to
 * write instead.
 *
 * @param name what the calls have in common
 * @param replacement what to write instead
 * @param alsoIn modules besides the worlds that may: a guard runs in somebody's program, whose
 *     clock is the machine's and whose callers wait, and draws nothing that a run must repeat
 * @param calls as {@code type.method} for every overload, or {@code type.method(types)} for one
 */
record BannedCalls(String name, String replacement, List<String> alsoIn, List<String> calls) {

  static final List<BannedCalls> ALL =
      List.of(
          new BannedCalls(
              "the system clock",
              "time is an argument (`nowNanos`); only a world owns a clock",
              List.of("guard", "guardhttp"),
              List.of(
                  "java.lang.System.nanoTime",
                  "java.lang.System.currentTimeMillis",
                  "java.time.Instant.now",
                  "java.time.LocalDate.now",
                  "java.time.LocalDateTime.now",
                  "java.time.OffsetDateTime.now",
                  "java.time.ZonedDateTime.now",
                  "java.time.Clock.systemUTC",
                  "java.time.Clock.systemDefaultZone")),
          new BannedCalls(
              "randomness that no seed repeats",
              "draw from a named RandomStream that is handed in",
              List.of(),
              List.of(
                  "java.util.concurrent.ThreadLocalRandom.current",
                  "java.lang.Math.random",
                  "java.lang.StrictMath.random",
                  "java.util.UUID.randomUUID",
                  "java.util.Random.<init>",
                  "java.util.SplittableRandom.<init>",
                  "java.security.SecureRandom.<init>",
                  "java.util.Collections.shuffle(java.util.List)")),
          new BannedCalls(
              "waiting",
              "set a timer on the engine's port and return",
              List.of("guard"),
              List.of(
                  "java.lang.Thread.sleep",
                  "java.util.concurrent.TimeUnit.sleep",
                  "java.util.concurrent.locks.LockSupport.parkNanos",
                  "java.util.concurrent.locks.LockSupport.parkUntil")),
          new BannedCalls(
              "the default locale",
              "name the locale: toLowerCase(Locale.ROOT), String.format(Locale.ROOT, ...)",
              List.of(),
              List.of(
                  "java.lang.String.toLowerCase()",
                  "java.lang.String.toUpperCase()",
                  "java.lang.String.format(java.lang.String,[Ljava.lang.Object;)",
                  "java.lang.String.formatted",
                  "java.util.Locale.getDefault",
                  "java.text.DecimalFormat.<init>(java.lang.String)",
                  "java.time.format.DateTimeFormatter.ofPattern(java.lang.String)")),
          new BannedCalls(
              "the default charset",
              "name the charset: StandardCharsets.UTF_8",
              List.of(),
              List.of(
                  "java.lang.String.getBytes()",
                  "java.lang.String.<init>([B)",
                  "java.io.InputStreamReader.<init>(java.io.InputStream)",
                  "java.io.OutputStreamWriter.<init>(java.io.OutputStream)",
                  "java.nio.charset.Charset.defaultCharset")),
          new BannedCalls(
              "the default zone",
              "name the zone: ZoneOffset.UTC",
              List.of(),
              List.of("java.time.ZoneId.systemDefault", "java.util.TimeZone.getDefault")),
          new BannedCalls(
              "identity hash codes",
              "order and compare by a name or a number of its own",
              List.of(),
              List.of("java.lang.System.identityHashCode")),
          new BannedCalls(
              "copies whose order differs from run to run",
              "use Collections.unmodifiableMap(new LinkedHashMap<>(m)), or LinkedHashSet likewise",
              List.of(),
              List.of(
                  "java.util.Map.copyOf",
                  "java.util.Map.ofEntries",
                  "java.util.Set.copyOf",
                  "java.util.stream.Collectors.toUnmodifiableMap",
                  "java.util.stream.Collectors.toUnmodifiableSet")),
          new BannedCalls(
              "mathematics that differs between processors",
              "use StrictMath, so that two processors agree to the last bit",
              List.of(),
              List.of(
                  "java.lang.Math.sin",
                  "java.lang.Math.cos",
                  "java.lang.Math.tan",
                  "java.lang.Math.asin",
                  "java.lang.Math.acos",
                  "java.lang.Math.atan",
                  "java.lang.Math.atan2",
                  "java.lang.Math.sinh",
                  "java.lang.Math.cosh",
                  "java.lang.Math.tanh",
                  "java.lang.Math.exp",
                  "java.lang.Math.expm1",
                  "java.lang.Math.log",
                  "java.lang.Math.log10",
                  "java.lang.Math.log1p",
                  "java.lang.Math.pow",
                  "java.lang.Math.cbrt",
                  "java.lang.Math.hypot")));

  /** Matches every access, a method reference included, that is one of these calls. */
  DescribedPredicate<JavaAccess<?>> predicate() {
    return DescribedPredicate.describe(name, this::matches);
  }

  private boolean matches(JavaAccess<?> access) {
    if (!(access.getTarget() instanceof CodeUnitAccessTarget target)) {
      return false;
    }
    String call = target.getOwner().getName() + "." + target.getName();
    String parameters =
        target.getRawParameterTypes().stream().map(JavaClass::getName).collect(joining(","));
    return calls.contains(call) || calls.contains(call + "(" + parameters + ")");
  }
}
