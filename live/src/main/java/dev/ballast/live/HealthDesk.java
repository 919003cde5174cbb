package dev.ballast.live;

import dev.ballast.engine.Replica;
import dev.ballast.kernel.Result;
import dev.ballast.live.http.Body;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.Refusal;
import dev.ballast.live.http.ResponseHead;
import dev.ballast.model.Upstream.HealthCheck;
import org.jspecify.annotations.Nullable;

/**
 * Answers the health checks of a replica: for a stand-in as its faults say, for a real program by
 * what the program says. Either way a check passes admission by.
 */
final class HealthDesk {
  private final Host host;
  private final String path;
  private final boolean isGrpc;

  private HealthDesk(Host host, String path, boolean isGrpc) {
    this.host = host;
    this.path = path;
    this.isGrpc = isGrpc;
  }

  /** For a service whose replicas are asked by a message; null for others. */
  static @Nullable HealthDesk of(Host host) {
    HealthCheck check = host.service().upstream().healthCheck();
    return switch (check == null ? null : check.probe()) {
      case HealthCheck.Probe.Http(String path) -> new HealthDesk(host, path, false);
      case HealthCheck.Probe.Grpc _ -> new HealthDesk(host, GrpcHealth.PATH, true);
      case HealthCheck.Probe.Connect _ -> null;
      case null -> null;
    };
  }

  boolean isAskedBy(Inbound request) {
    return request.head.target().equals(path);
  }

  void answer(Inbound request) {
    if (host.isLeaving()) {
      request.isTaken = false;
      leaving(request);
      return;
    }
    switch (host.replica().health()) {
      case WELL -> {
        Replica.Program program = host.program();
        if (program == null) {
          request.isTaken = false;
          request.stream.answer(head(200), isGrpc ? GrpcHealth.SERVING_ANSWER : Body.NONE);
        } else {
          request.isPassedOn = true;
          program.handle(request, new Passed(request));
        }
      }
      case UNWELL -> {
        request.isTaken = false;
        request.stream.abort();
      }
      case SILENT -> {} // whoever asked gives up
    }
  }

  /** Whoever is about to end is not well: callers are to go elsewhere before the port closes. */
  private void leaving(Inbound request) {
    if (isGrpc) {
      request.stream.answer(head(200), GrpcHealth.NOT_SERVING_ANSWER);
    } else {
      request.stream.answer(head(503), Refusal.text("draining"));
    }
  }

  private ResponseHead head(int status) {
    Fields fields = new Fields(1, 48);
    fields.add("content-type", isGrpc ? "application/grpc" : "text/plain");
    return new ResponseHead(status, fields);
  }

  /** Passes on what a program answers, whole. */
  private record Passed(Inbound request) implements Replica.Program.Done {
    @Override
    public boolean begun(Object content) {
      return false;
    }

    @Override
    public void answered(Result result, @Nullable Object content) {
      request.answer(result, content);
    }
  }
}
