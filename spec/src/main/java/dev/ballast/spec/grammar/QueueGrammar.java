package dev.ballast.spec.grammar;

import dev.ballast.kernel.Units;
import dev.ballast.policy.AdmissionPolicy;
import dev.ballast.policy.queue.CoDelConfig;
import dev.ballast.policy.queue.PriorityShares;
import dev.ballast.policy.queue.QueueConfig;
import dev.ballast.policy.queue.QueueConfig.Order;
import dev.ballast.spec.grammar.Drafts.Chosen;
import dev.ballast.spec.text.Code;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Who waits for a worker, and who of them is served next. */
final class QueueGrammar {
  private static final int LENGTH_MAX = 10_000_000;
  private static final String LENGTH_TEXT = "1024";
  private static final String LENGTH_ABOUT =
      "Requests waiting for a worker, per replica; more are shed. A gateway's default is 0.";

  /**
   * A queue as the file says it.
   *
   * @param length null is the service's default
   */
  record QueueDraft(@Nullable Integer length, QueueConfig config) {}

  private static final Key<CoDelConfig.Law> LAW =
      Key.withDefault(
          "law",
          Scalars.word(
              Map.of("late", CoDelConfig.Law.LATE, "square-root", CoDelConfig.Law.SQUARE_ROOT)),
          "late",
          "What a standing queue drops: all that waited longer than the target (late), or one after"
              + " the other, ever faster (square-root).");
  private static final Key<Long> TARGET =
      Key.withDefault("target", Scalars.DURATION, "5ms", "A wait that is acceptable for long.");
  private static final Key<Long> INTERVAL =
      Key.withDefault(
          "interval",
          Scalars.DURATION,
          "100ms",
          "A queue that was not empty for so long is a standing one; above the target.");

  private static final Key<Double> NORMAL =
      Key.withDefault(
          "normal", Scalars.SHARE, "90%", "How much of the queue normal requests may fill.");
  private static final Key<Double> SHEDDABLE =
      Key.withDefault(
          "sheddable", Scalars.SHARE, "50%", "How much of the queue sheddable requests may fill.");

  private static final Key<Integer> LENGTH =
      Key.withDefault("length", Scalars.count(0, LENGTH_MAX), LENGTH_TEXT, LENGTH_ABOUT);
  private static final Key<Order> ORDER =
      Key.withDefault(
          "order",
          Scalars.word(
              Map.of(
                  "fifo", Order.FIFO,
                  "lifo", Order.LIFO,
                  "adaptive-lifo", Order.ADAPTIVE_LIFO)),
          "fifo",
          "Who is served next: the oldest (fifo), the newest (lifo), or the newest while the queue"
              + " is a standing one (adaptive-lifo). Where the newest is served, a full queue drops"
              + " its oldest.");
  private static final Key<Chosen<CoDelConfig>> CODEL =
      Key.withDefault(
          "codel",
          PolicyGrammar.noneOr(
              "a map with `target` and `interval`, or none",
              new Chosen<>(null),
              new Types.MapType<>(
                  "a map with `target` and `interval`",
                  "Drops what has waited too long, in a queue that does not run empty.",
                  List.of(TARGET, INTERVAL, LAW),
                  QueueGrammar::codel)),
          "none",
          "Drops what has waited too long.");
  private static final Key<Chosen<PriorityShares>> PRIORITIES =
      Key.withDefault(
          "priorities",
          PolicyGrammar.noneOr(
              "a map with `normal` and `sheddable`, or none",
              new Chosen<>(null),
              new Types.MapType<>(
                  "a map with `normal` and `sheddable`",
                  "How much of the queue each priority may fill; of those that wait, the one that"
                      + " matters most is served first.",
                  List.of(NORMAL, SHEDDABLE),
                  QueueGrammar::priorities)),
          "none",
          "Refuses what matters less first, and serves what matters most first.");

  static final Kind<AdmissionPolicy, QueueDraft> QUEUE =
      new Kind<>(
          Key.withDefault(
              "queue",
              new Types.ByShape<>(
                  "a whole number from 0 to " + LENGTH_MAX + ", or a map with `length`",
                  new Types.Mapped<>(
                      Scalars.count(0, LENGTH_MAX),
                      length -> new QueueDraft(length, QueueConfig.FIFO)),
                  null,
                  new Types.MapType<>(
                      "a map with `length`",
                      "Where requests wait for a worker, in each replica.",
                      List.of(LENGTH, ORDER, CODEL, PRIORITIES),
                      QueueGrammar::queue)),
              LENGTH_TEXT,
              LENGTH_ABOUT),
          QueueGrammar::put,
          QueueGrammar::text);

  private QueueGrammar() {}

  private static AdmissionPolicy put(AdmissionPolicy policy, QueueDraft draft) {
    Integer length = draft.length();
    AdmissionPolicy ordered = policy.withDiscipline(draft.config());
    return length == null ? ordered : ordered.withQueue(length);
  }

  private static @Nullable QueueDraft queue(Fields fields) {
    Integer length = fields.find(LENGTH);
    Order order = fields.get(ORDER);
    CoDelConfig codel = fields.get(CODEL).value();
    PriorityShares priorities = fields.get(PRIORITIES).value();
    if (codel != null
        && codel.law() == CoDelConfig.Law.SQUARE_ROOT
        && (order != Order.FIFO || priorities != null)) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.at(CODEL),
              "the law `square-root` judges one line, first come, first served",
              "expected `law: late` with another order or with priorities",
              "write `law: late`, or leave `"
                  + (order == Order.FIFO ? "priorities" : "order")
                  + "` out");
      return null;
    }
    return new QueueDraft(length, new QueueConfig(order, codel, priorities));
  }

  private static @Nullable Chosen<CoDelConfig> codel(Fields fields) {
    CoDelConfig.Law law = fields.get(LAW);
    long target = fields.get(TARGET);
    long interval = fields.get(INTERVAL);
    if (interval > CoDelConfig.INTERVAL_NANOS_MAX) {
      fields
          .in()
          .report(
              Code.SPEC017,
              fields.valueAt(INTERVAL),
              "`interval` is longer than any queue should stand",
              "expected at most " + Units.duration(CoDelConfig.INTERVAL_NANOS_MAX),
              "shorten it");
      return null;
    }
    if (interval <= target) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.valueAt(fields.has(TARGET) ? TARGET : INTERVAL),
              "`target` is not below `interval`",
              "expected a target below " + Units.duration(interval),
              "lower `target`, or raise `interval`");
      return null;
    }
    return new Chosen<>(new CoDelConfig(law, target, interval));
  }

  private static @Nullable Chosen<PriorityShares> priorities(Fields fields) {
    double normal = fields.get(NORMAL);
    double sheddable = fields.get(SHEDDABLE);
    if (!fields.has(SHEDDABLE)) {
      sheddable = Math.min(sheddable, normal);
    }
    if (normal == 0) {
      fields
          .in()
          .report(
              Code.SPEC017,
              fields.valueAt(NORMAL),
              "normal requests may not wait at all",
              "expected a share above 0%",
              "raise it");
      return null;
    }
    if (sheddable > normal) {
      fields
          .in()
          .report(
              Code.SPEC022,
              fields.valueAt(SHEDDABLE),
              "`sheddable` is above `normal`",
              "expected at most " + Quantity.percent(normal),
              "lower `sheddable`, or raise `normal`");
      return null;
    }
    return new Chosen<>(new PriorityShares(normal, sheddable));
  }

  private static String text(AdmissionPolicy policy) {
    QueueConfig config = policy.discipline();
    if (config.equals(QueueConfig.FIFO)) {
      return Integer.toString(policy.queue());
    }
    return "{length: "
        + policy.queue()
        + ", order: "
        + switch (config.order()) {
          case FIFO -> "fifo";
          case LIFO -> "lifo";
          case ADAPTIVE_LIFO -> "adaptive-lifo";
        }
        + ", codel: "
        + text(config.codel())
        + ", priorities: "
        + text(config.priorities())
        + "}";
  }

  private static String text(@Nullable CoDelConfig codel) {
    if (codel == null) {
      return "none";
    }
    return "{target: "
        + Units.duration(codel.targetNanos())
        + ", interval: "
        + Units.duration(codel.intervalNanos())
        + ", law: "
        + switch (codel.law()) {
          case LATE -> "late";
          case SQUARE_ROOT -> "square-root";
        }
        + "}";
  }

  private static String text(@Nullable PriorityShares priorities) {
    return priorities == null
        ? "none"
        : "{normal: "
            + Quantity.percent(priorities.normal())
            + ", sheddable: "
            + Quantity.percent(priorities.sheddable())
            + "}";
  }
}
