package dev.ballast.live;

import dev.ballast.live.discovery.Discoveries;
import dev.ballast.live.discovery.Places;
import dev.ballast.model.Network;
import dev.ballast.model.Service;
import dev.ballast.model.Upstream.Discovery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Follows the replicas that come and go, and tells the hosts that serve now. A service that is
 * found in the same way after the system was changed is followed on: what is known of it stays.
 */
final class Followers implements AutoCloseable {
  /** How long a start waits for name servers and files; what comes later is used all the same. */
  private static final long FIRST_LOOK_MILLIS = 3_000;

  /** Who is followed, and how. */
  private record Subject(String service, Discovery discovery, List<String> zones) {}

  /** Someone who is followed, and what is known. */
  private record Followed(Discoveries.Following following, Whereabouts known) {}

  private final LiveOptions options;
  private final Map<Subject, Followed> all = new HashMap<>();
  private @Nullable Discoveries discoveries;
  private @Nullable Hosts hosts;

  Followers(LiveOptions options) {
    this.options = options;
  }

  /** Tells these hosts from now on, and no others; waits a moment until something is known. */
  void serve(Hosts next) {
    Map<Subject, Integer> subjects = subjects(next);
    List<CompletableFuture<Void>> looks = new ArrayList<>();
    subjects.keySet().forEach(subject -> looks.add(follow(subject)));
    CompletableFuture.allOf(looks.toArray(CompletableFuture<?>[]::new))
        .completeOnTimeout(null, FIRST_LOOK_MILLIS, TimeUnit.MILLISECONDS)
        .join();
    synchronized (this) {
      hosts = next;
      all.entrySet().removeIf(entry -> isOver(entry, subjects));
      subjects.forEach(
          (subject, service) -> {
            Followed followed = all.get(subject);
            if (followed != null) {
              next.become(service, followed.known());
            }
          });
    }
  }

  private static boolean isOver(
      Map.Entry<Subject, Followed> entry, Map<Subject, Integer> subjects) {
    if (subjects.containsKey(entry.getKey())) {
      return false;
    }
    entry.getValue().following().close();
    return true;
  }

  private static Map<Subject, Integer> subjects(Hosts hosts) {
    Map<Subject, Integer> subjects = new HashMap<>();
    List<Service> services = hosts.plan().model().services();
    Network network = hosts.plan().model().network();
    for (int i = 0; i < services.size(); i++) {
      Discovery discovery = hosts.discovery(i);
      if (discovery != null) {
        Service service = services.get(i);
        List<String> zones =
            IntStream.range(0, service.replicas())
                .mapToObj(replica -> network.zones().get(network.zoneOf(replica)))
                .toList();
        subjects.put(new Subject(service.name(), discovery, zones), i);
      }
    }
    return subjects;
  }

  private synchronized CompletableFuture<Void> follow(Subject subject) {
    Followed followed = all.get(subject);
    if (followed != null) {
      return followed.following().looked();
    }
    if (discoveries == null) {
      LiveOptions.Finding finding = options.finding();
      discoveries = new Discoveries(finding.nameServer(), finding.directory(), options.log());
    }
    Discoveries.Following following =
        discoveries.follow(
            subject.service(),
            subject.discovery(),
            subject.zones(),
            places -> changed(subject, places));
    all.put(subject, new Followed(following, Whereabouts.unknown(subject.zones().size())));
    return following.looked();
  }

  private synchronized void changed(Subject subject, Places places) {
    Followed followed = all.get(subject);
    if (followed != null) {
      Whereabouts now = Whereabouts.of(places);
      all.put(subject, new Followed(followed.following(), now));
      Integer service = hosts == null ? null : subjects(hosts).get(subject);
      if (hosts != null && service != null) {
        hosts.become(service, now);
      }
    }
  }

  @Override
  public void close() {
    Discoveries ending;
    synchronized (this) {
      hosts = null;
      ending = discoveries;
    }
    if (ending != null) { // without the lock, which its thread may be waiting for
      ending.close();
    }
  }
}
