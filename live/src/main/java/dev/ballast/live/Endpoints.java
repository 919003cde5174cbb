package dev.ballast.live;

import dev.ballast.live.http.RequestHead;
import dev.ballast.model.Endpoint;
import dev.ballast.model.Service;
import java.util.List;

/**
 * Finds the endpoint of a service that a request asks for: the first segment of its path. No
 * allocation per request.
 */
final class Endpoints {
  static final int NONE = -1;

  private final String service;
  private final String[] names;

  private Endpoints(String service, String[] names) {
    this.service = service;
    this.names = names;
  }

  static Endpoints of(Service service) {
    List<Endpoint> all = service.endpoints();
    return new Endpoints(service.name(), all.stream().map(Endpoint::name).toArray(String[]::new));
  }

  /** The index of the endpoint asked for, or {@link #NONE}. */
  int find(String target) {
    return named(target, 1, segmentEnd(target, 1));
  }

  /** The index of the endpoint of this name, or {@link #NONE}. */
  int named(CharSequence name) {
    return named(name, 0, name.length());
  }

  private int named(CharSequence text, int from, int to) {
    for (int i = 0; i < names.length; i++) {
      if (isAt(text, from, to, names[i])) {
        return i;
      }
    }
    return NONE;
  }

  private static boolean isAt(CharSequence text, int from, int to, String name) {
    if (name.length() != to - from) {
      return false;
    }
    for (int i = 0; i < name.length(); i++) {
      if (text.charAt(from + i) != name.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Nothing here serves the request: says what there is instead. */
  Desk.Refused refused(RequestHead head) {
    return new Desk.Refused(
        404,
        "no endpoint for %s %s; %s offers %s"
            .formatted(head.method(), head.target(), service, String.join(", ", names)));
  }

  private static int segmentEnd(String target, int from) {
    int i = Math.min(from, target.length());
    while (i < target.length()
        && target.charAt(i) != '/'
        && target.charAt(i) != '?'
        && target.charAt(i) != '#') {
      i++;
    }
    return i;
  }
}
