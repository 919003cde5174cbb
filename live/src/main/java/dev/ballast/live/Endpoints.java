package dev.ballast.live;

import dev.ballast.model.Endpoint;
import dev.ballast.model.Service;
import java.util.List;

/**
 * Finds the endpoint that a request asks for. A service's endpoints are the first segment of the
 * path; a gateway's are templates such as {@code GET /play/{title}}, the first that fits in the
 * order of the file. No allocation per request.
 */
final class Endpoints {
  static final int NONE = -1;

  private record Template(String method, List<String> segments) {}

  private final String service;
  private final String[] names;
  private final Template[] templates;

  private Endpoints(String service, String[] names, Template[] templates) {
    this.service = service;
    this.names = names;
    this.templates = templates;
  }

  static Endpoints of(Service service) {
    List<Endpoint> all = service.endpoints();
    String[] names = all.stream().map(Endpoint::name).toArray(String[]::new);
    Template[] templates = new Template[service.isGateway() ? names.length : 0];
    for (int i = 0; i < templates.length; i++) {
      int space = names[i].indexOf(' ');
      String method = space < 0 ? "GET" : names[i].substring(0, space);
      String path = names[i].substring(space + 1);
      templates[i] =
          new Template(
              method, List.of(path.substring(path.startsWith("/") ? 1 : 0).split("/", -1)));
    }
    return new Endpoints(service.name(), names, templates);
  }

  /** The index of the endpoint asked for, or {@link #NONE}. */
  int find(String method, String uri) {
    if (templates.length == 0) {
      return named(uri, 1, segmentEnd(uri, 1));
    }
    for (int i = 0; i < templates.length; i++) {
      if (templates[i].method.equals(method) && fits(templates[i].segments, uri)) {
        return i;
      }
    }
    return NONE;
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

  /**
   * What a request for this endpoint is about: the first parameter of its template.
   *
   * @param otherwise what it is about where the template has none
   */
  long key(int endpoint, String uri, long otherwise) {
    int from = 1;
    for (String segment : templates[endpoint].segments) {
      int to = segmentEnd(uri, from);
      if (isVariable(segment)) {
        return Context.key(uri, from, to);
      }
      from = to + 1;
    }
    return otherwise;
  }

  private static boolean isVariable(String segment) {
    return segment.startsWith("{") && segment.endsWith("}");
  }

  /** What there is instead, for a clear refusal. */
  String offered() {
    return "%s offers %s".formatted(service, String.join(", ", names));
  }

  private static boolean fits(List<String> segments, String uri) {
    int from = 1;
    for (int i = 0; i < segments.size(); i++) {
      int to = segmentEnd(uri, from);
      String wanted = segments.get(i);
      boolean fits =
          isVariable(wanted)
              ? to > from
              : wanted.length() == to - from && wanted.regionMatches(0, uri, from, to - from);
      boolean isLast = i == segments.size() - 1;
      boolean hasMore = to < uri.length() && uri.charAt(to) == '/';
      if (!fits || hasMore == isLast) {
        return false;
      }
      from = to + 1;
    }
    return true;
  }

  private static int segmentEnd(String uri, int from) {
    int i = Math.min(from, uri.length());
    while (i < uri.length()
        && uri.charAt(i) != '/'
        && uri.charAt(i) != '?'
        && uri.charAt(i) != '#') {
      i++;
    }
    return i;
  }
}
