package dev.ballast.live.routing;

import dev.ballast.live.http.RequestHead;
import dev.ballast.model.Route;
import dev.ballast.model.Route.Redirect;
import org.jspecify.annotations.Nullable;

/** What a route makes of a request's address: where it is passed on to, or sent. Immutable. */
public final class Changed {
  private final @Nullable Target target;
  private final @Nullable String host;
  private final @Nullable Redirect redirect;

  private Changed(Route route) {
    redirect = route.redirect();
    var path =
        redirect != null
            ? redirect.path()
            : route.rewrite() == null ? null : route.rewrite().path();
    target = path == null ? null : new Target(route.match().path(), path);
    host = route.rewrite() == null ? null : route.rewrite().host();
  }

  /** What a route changes; null for nothing. */
  public static @Nullable Changed by(Route route) {
    return route.rewrite() == null && route.redirect() == null ? null : new Changed(route);
  }

  /** Whether clients are sent elsewhere, rather than requests passed on. */
  public boolean isRedirect() {
    return redirect != null;
  }

  /** The status of a redirect. */
  public int status() {
    return redirect == null ? 0 : redirect.status();
  }

  /** The target in the place of that of a request. */
  public String target(RequestHead head) {
    return target == null ? head.target() : target.of(head.target());
  }

  /** The host in the place of that of a request. */
  public String authority(RequestHead head) {
    return host == null ? head.authority() : host;
  }

  /**
   * Where a client is sent, for its Location field. Without a host of its own it is a path of the
   * same host, and never begins with two slashes, which would name another.
   *
   * @param head of the request; a redirect to another scheme needs its authority
   * @return null where that is missing
   */
  public @Nullable String location(RequestHead head) {
    String path = target(head);
    int slashes = 0;
    while (slashes + 1 < path.length() && path.charAt(slashes + 1) == '/') {
      slashes++;
    }
    path = path.substring(slashes);
    if (redirect == null || (redirect.scheme() == null && redirect.authority() == null)) {
      return path;
    }
    String scheme = redirect.scheme() == null ? head.scheme() : redirect.scheme();
    String authority = redirect.authority();
    if (authority == null) {
      authority = head.authority().substring(0, Router.hostEnd(head.authority()));
    }
    return authority.isEmpty() ? null : scheme + "://" + authority + path;
  }
}
