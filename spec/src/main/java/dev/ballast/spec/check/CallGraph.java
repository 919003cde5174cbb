package dev.ballast.spec.check;

import dev.ballast.model.Endpoint;
import dev.ballast.model.EndpointRef;
import dev.ballast.model.Service;
import dev.ballast.model.Step;
import dev.ballast.model.SystemModel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which endpoint calls which. Endpoints are numbered in the order of the file; calls to unknown
 * endpoints are left out. Everything is computed by loops, not by recursion, so that long chains of
 * calls do no harm. O(endpoints + calls).
 */
final class CallGraph {
  /**
   * One call in a step, or one that a step falls back to: at worst all are made.
   *
   * @param from the calling endpoint's number
   * @param to the called endpoint's number
   * @param path where the step stands, as {@link dev.ballast.spec.text.Positions} names it
   */
  record Site(int from, int to, Step.Call call, List<String> path) {
    /** How often it is made, on average, per execution of its endpoint. */
    double weight() {
      return call.chance() * call.times();
    }
  }

  /** Calls that lead back to the endpoint of the first of them. */
  record Cycle(List<Site> sites) {
    /** How many rounds one round leads to, on average. */
    double growth() {
      double growth = 1;
      for (Site site : sites) {
        growth *= site.weight();
      }
      return growth;
    }
  }

  private final List<EndpointRef> refs = new ArrayList<>();
  private final List<Endpoint> endpoints = new ArrayList<>();
  private final List<Service> services = new ArrayList<>();
  private final List<List<Site>> calls = new ArrayList<>();
  private final Map<EndpointRef, Integer> numbers = new LinkedHashMap<>();
  private final List<Cycle> endless = new ArrayList<>();
  private final Set<Site> closing = new HashSet<>();
  private final List<Integer> callersFirst = new ArrayList<>();

  CallGraph(SystemModel model) {
    for (Service service : model.services()) {
      for (Endpoint endpoint : service.endpoints()) {
        EndpointRef ref = new EndpointRef(service.name(), endpoint.name());
        if (numbers.putIfAbsent(ref, refs.size()) == null) {
          refs.add(ref);
          endpoints.add(endpoint);
          services.add(service);
        }
      }
    }
    for (int i = 0; i < refs.size(); i++) {
      EndpointRef ref = refs.get(i);
      List<Site> sites = new ArrayList<>();
      collect(
          i, endpoints.get(i).steps(), List.of("endpoint", ref.service(), ref.endpoint()), sites);
      calls.add(sites);
    }
    findCycles(true);
    findCycles(false);
    Collections.reverse(callersFirst);
  }

  private void collect(int from, List<Step> steps, List<String> path, List<Site> sites) {
    for (int i = 0; i < steps.size(); i++) {
      List<String> here = append(path, i);
      if (steps.get(i) instanceof Step.Call call) {
        for (EndpointRef target : call.targets()) {
          Integer to = numbers.get(target);
          if (to != null) {
            sites.add(new Site(from, to, call, here));
          }
        }
      }
      List<List<Step>> within = steps.get(i).within();
      for (int w = 0; w < within.size(); w++) {
        collect(from, within.get(w), append(here, w), sites);
      }
    }
  }

  static List<String> append(List<String> path, int index) {
    List<String> longer = new ArrayList<>(path);
    longer.add(Integer.toString(index));
    return longer;
  }

  /** Where a search stands: an endpoint and its next call. */
  private static final class Visit {
    final int node;
    final @Nullable Site by;
    int next;

    Visit(int node, @Nullable Site by) {
      this.node = node;
      this.by = by;
    }
  }

  /** Depth first from every endpoint; a call back to an endpoint under way closes a cycle. */
  private void findCycles(boolean onlyCertainCalls) {
    boolean[] done = new boolean[refs.size()];
    Set<Integer> underWay = new HashSet<>();
    for (int root = 0; root < refs.size(); root++) {
      Deque<Visit> stack = new ArrayDeque<>();
      if (!done[root]) {
        stack.push(new Visit(root, null));
        underWay.add(root);
      }
      while (!stack.isEmpty()) {
        Visit visit = stack.element();
        if (visit.next == calls.get(visit.node).size()) {
          stack.pop();
          underWay.remove(visit.node);
          done[visit.node] = true;
          if (!onlyCertainCalls) {
            callersFirst.add(visit.node);
          }
          continue;
        }
        Site site = calls.get(visit.node).get(visit.next++);
        if (onlyCertainCalls && site.call().chance() < 1) {
          continue;
        }
        if (underWay.contains(site.to())) {
          close(stack, site, onlyCertainCalls);
        } else if (!done[site.to()]) {
          stack.push(new Visit(site.to(), site));
          underWay.add(site.to());
        }
      }
    }
  }

  private void close(Deque<Visit> stack, Site last, boolean onlyCertainCalls) {
    List<Site> sites = new ArrayList<>();
    sites.add(last);
    for (Visit visit : stack) {
      if (visit.node == last.to() || visit.by == null) {
        break;
      }
      sites.add(visit.by);
    }
    Collections.reverse(sites);
    Cycle cycle = new Cycle(sites);
    boolean alreadyFound =
        endless.stream().anyMatch(c -> new HashSet<>(c.sites()).equals(new HashSet<>(sites)));
    if (cycle.growth() >= 1 && !alreadyFound && endless.size() < 20) {
      endless.add(cycle);
    }
    if (!onlyCertainCalls) {
      closing.add(last);
    }
  }

  int size() {
    return refs.size();
  }

  EndpointRef ref(int number) {
    return refs.get(number);
  }

  Endpoint endpoint(int number) {
    return endpoints.get(number);
  }

  Service service(int number) {
    return services.get(number);
  }

  /** The endpoint's number, or null. */
  @Nullable Integer number(EndpointRef ref) {
    return numbers.get(ref);
  }

  /** The calls of an endpoint, without those that close a cycle. */
  List<Site> calls(int number) {
    return calls.get(number).stream().filter(s -> !closing.contains(s)).toList();
  }

  /** Every endpoint that an endpoint calls or falls back to, also around cycles. */
  List<EndpointRef> targets(int number) {
    return calls.get(number).stream().map(site -> refs.get(site.to())).toList();
  }

  /** Cycles that never end, a few of them. */
  List<Cycle> endless() {
    return endless;
  }

  /** Every endpoint, callers before callees. */
  List<Integer> callersFirst() {
    return callersFirst;
  }
}
