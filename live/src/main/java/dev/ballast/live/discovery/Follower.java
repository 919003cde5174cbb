package dev.ballast.live.discovery;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Follows where the replicas of one service are: looks again and again, and tells of every change.
 * On the thread of its alarm.
 */
@SuppressWarnings("FutureReturnValueIgnored") // looks tell their failures themselves
final class Follower {
  /** So many replicas are named in a line. */
  private static final int NAMED_MAX = 8;

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
    if (!next.remark().isEmpty()) {
      say(source.words() + ": " + next.remark());
    }
    List<@Nullable Found> before = places.occupants();
    if (places.become(next.found())) {
      say(difference(before, places.occupants()));
      changed.accept(places);
    }
    if (!places.remark().equals(remarked)) {
      remarked = places.remark();
      if (!remarked.isEmpty()) {
        say(remarked);
      }
    }
    looked.complete(null);
    alarm.after(next.againNanos(), this::look);
  }

  private void say(String text) {
    log.accept("discovery of " + service + ": " + text);
  }

  private static String difference(List<@Nullable Found> before, List<@Nullable Found> now) {
    List<String> parts = new ArrayList<>();
    list(parts, "came", now, before);
    list(parts, "left", before, now);
    if (parts.isEmpty()) {
      parts.add("another weight or zone");
    }
    parts.add(words(now).size() + " of " + now.size() + " places are taken");
    return String.join("; ", parts);
  }

  private static List<String> words(List<@Nullable Found> places) {
    List<String> words = new ArrayList<>();
    for (Found one : places) {
      if (one != null) {
        words.add(one.words());
      }
    }
    return words;
  }

  private static void list(
      List<String> parts, String what, List<@Nullable Found> of, List<@Nullable Found> but) {
    List<String> words = words(of);
    words.removeAll(new HashSet<>(words(but)));
    int more = words.size() - NAMED_MAX;
    if (!words.isEmpty()) {
      String some = String.join(", ", words.subList(0, Math.min(NAMED_MAX, words.size())));
      parts.add(what + " " + some + (more > 0 ? " and " + more + " more" : ""));
    }
  }

  void close() {
    isClosed = true;
    source.close();
  }
}
