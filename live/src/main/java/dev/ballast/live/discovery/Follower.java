package dev.ballast.live.discovery;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Follows where the replicas of one service are: looks again and again, and tells of every change.
 * On the thread of its alarm.
 */
@SuppressWarnings("FutureReturnValueIgnored") // looks tell their failures themselves
final class Follower {
  private final String service;
  private final Source source;
  private final Places places;
  private final Alarm alarm;
  private final Consumer<Places> changed;
  private final Consumer<String> log;
  private final Knowledge knowledge;
  private final CompletableFuture<Void> looked = new CompletableFuture<>();
  private String remarked = "";
  private boolean isClosed;

  /**
   * Knows of nobody yet.
   *
   * @param changed told of every change, on the alarm's thread
   */
  Follower(
      String service,
      Source source,
      Places places,
      Alarm alarm,
      Consumer<Places> changed,
      Consumer<String> log) {
    this.service = service;
    this.source = source;
    knowledge = new Knowledge(source.retryMaxNanos());
    this.places = places;
    this.alarm = alarm;
    this.changed = changed;
    this.log = log;
  }

  /** Looks for the first time. The future ends when that look has told something, or failed. */
  CompletableFuture<Void> start() {
    alarm.after(0, this::look);
    return looked;
  }

  private void look() {
    if (!isClosed) {
      source.look().thenAccept(lookup -> alarm.after(0, () -> learn(lookup)));
    }
  }

  private void learn(Lookup lookup) {
    if (isClosed) {
      return;
    }
    Knowledge.Conclusion next = knowledge.learn(lookup, alarm.nowNanos());
    say(source.words() + ": " + next.remark(), next.remark());
    if (places.become(next.found())) {
      changed.accept(places);
    }
    if (!places.remark().equals(remarked)) {
      remarked = places.remark();
      say(remarked, remarked);
    }
    looked.complete(null);
    alarm.after(next.againNanos(), this::look);
  }

  private void say(String text, String unlessEmpty) {
    if (!unlessEmpty.isEmpty()) {
      log.accept("discovery of " + service + ": " + text);
    }
  }

  void close() {
    isClosed = true;
    source.close();
  }
}
