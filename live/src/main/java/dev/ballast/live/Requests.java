package dev.ballast.live;

import dev.ballast.live.grpc.Grpc;
import dev.ballast.live.http.Fields;
import dev.ballast.live.http.RequestHead;
import dev.ballast.live.routing.Changed;
import dev.ballast.policy.Deadline;

/** Makes of a request that arrived the request that it becomes for the next hop. */
final class Requests {
  private static final int OWN_FIELDS = 12;
  private static final int OWN_BYTES = 384;

  private Requests() {}

  /** Room for the fields that are passed on, and for our own. */
  static Fields fields(Inbound request) {
    Fields theirs = request.head.fields();
    return new Fields(theirs.count() + OWN_FIELDS, theirs.size() + OWN_BYTES);
  }

  /** The request with these fields, and those of its own that are not of one hop. */
  static RequestHead head(Inbound request, Fields fields, long nowNanos) {
    Http.passOn(fields, request.head.fields(), request.forwarding.leftOut());
    request.forwarding.write(fields, request);
    if (request.isGrpc && request.deadlineNanos != Deadline.NONE) {
      fields.add(Grpc.TIMEOUT, Grpc.timeout(request.deadlineNanos - nowNanos));
    }
    if (request.id != null) {
      fields.add(Http.REQUEST_ID, request.id);
    }
    RequestHead head = request.head;
    Changed changed = request.changed;
    String asked = changed == null ? head.authority() : changed.authority(head);
    String authority = asked.isEmpty() ? "127.0.0.1" : asked;
    String target = changed == null ? head.target() : changed.target(head);
    return new RequestHead(head.method(), head.scheme(), authority, target, fields, head.upgrade());
  }
}
