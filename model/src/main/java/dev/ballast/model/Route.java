package dev.ballast.model;

import dev.ballast.kernel.Checks;
import dev.ballast.policy.Deadline;
import dev.ballast.policy.rate.RateLimit;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How a gateway finds the requests of one of its endpoints, and what it does with them besides the
 * endpoint's steps. The first route that fits takes a request, in the order of the file.
 *
 * @param rewrite what is changed before a request is passed on; null for nothing
 * @param redirect where clients are sent; null where requests are passed on. Such a route has no
 *     steps.
 * @param timeoutNanos the longest that a request may take in all, from when the gateway let it in;
 *     {@link Deadline#NONE} for no bound of its own
 * @param bodyBytesMax what a request's body may have; {@link #BODY_OF_GATEWAY} for what the gateway
 *     allows
 * @param rateLimit requests that are let in per time, besides the gateway's own limit; null for no
 *     limit. Counted by the gateway's replica or by key.
 * @param isStream whether answers are open-ended: its timeouts hold until an answer begins, and
 *     from then on the gateway's bound on silence does; its bodies have no bound unless the route
 *     gives one
 */
public record Route(
    RequestMatch match,
    @Nullable Rewrite rewrite,
    @Nullable Redirect redirect,
    long timeoutNanos,
    long bodyBytesMax,
    @Nullable RateLimit rateLimit,
    boolean isStream) {
  /** As many bytes as the gateway's limits allow. */
  public static final long BODY_OF_GATEWAY = -1;

  /**
   * What is passed on in the place of what came.
   *
   * @param path with parameters of the route's own path; null leaves the path. The query stays.
   * @param host null leaves the host. A fixed name, so that no request chooses whom it reaches.
   */
  public record Rewrite(@Nullable PathTemplate path, @Nullable String host) {
    public Rewrite {
      Checks.that(path != null || host != null, "a rewrite changes the path or the host");
      Checks.that(
          host == null || (RequestMatch.isHost(host) && !host.startsWith("*")),
          "a host such as api.example.org, not " + host);
    }
  }

  /**
   * Where clients are sent. The query goes along.
   *
   * @param scheme {@code http} or {@code https}; null for the one that was used
   * @param authority host, and port after a colon; null for the one that was used
   * @param path with parameters of the route's own path; null for the path that was used
   */
  public record Redirect(
      @Nullable String scheme,
      @Nullable String authority,
      @Nullable PathTemplate path,
      int status) {
    /** Every status of a redirect. */
    public static final Set<Integer> STATUSES = Set.of(301, 302, 303, 307, 308);

    public Redirect {
      Checks.that(STATUSES.contains(status), "a redirect is 301, 302, 303, 307 or 308");
      Checks.that(
          scheme == null || scheme.equals("http") || scheme.equals("https"),
          "a redirect leads to http or https");
      Checks.that(
          scheme != null || authority != null || path != null, "a redirect leads somewhere else");
    }
  }

  public Route {
    Checks.that(timeoutNanos > 0, "a timeout is longer than nothing");
    Checks.that(bodyBytesMax >= BODY_OF_GATEWAY, "a body has 0 B or more");
    Checks.that(
        rateLimit == null || rateLimit.per() != RateLimit.Scope.SERVICE,
        "the rate limit of a route counts per replica or per key");
    requireKnown(match, rewrite == null ? null : rewrite.path());
    requireKnown(match, redirect == null ? null : redirect.path());
    Checks.that(
        rewrite == null || redirect == null, "a request is passed on or sent elsewhere, not both");
  }

  private static void requireKnown(RequestMatch match, @Nullable PathTemplate path) {
    if (path == null) {
      return;
    }
    for (PathTemplate.Segment segment : path.segments()) {
      Checks.that(
          segment instanceof PathTemplate.Segment.Literal
              || match.path().segments().contains(segment),
          "the route's path has no such parameter as " + segment);
    }
  }

  /** A route that passes on whatever fits. */
  public static Route of(RequestMatch match) {
    return new Route(match, null, null, Deadline.NONE, BODY_OF_GATEWAY, null, false);
  }
}
