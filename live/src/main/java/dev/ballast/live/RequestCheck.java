package dev.ballast.live;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.AsciiString;
import java.util.Iterator;
import org.jspecify.annotations.Nullable;

/** What a decoded request must keep to besides, so that the next hop reads it as we did. */
final class RequestCheck {
  private static final int METHOD_MAX = 24;

  private RequestCheck() {}

  /** What is wrong with the request, or null. */
  static @Nullable String wrongWith(HttpRequest request) {
    HttpVersion version = request.protocolVersion();
    if (!version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0)) {
      return "the version is neither HTTP/1.1 nor HTTP/1.0";
    }
    if (!isMethod(request.method())) {
      return "the method is not one";
    }
    if (!isPath(request.uri())) {
      return "the target is not a path";
    }
    HttpHeaders headers = request.headers();
    String coding = headers.get(HttpHeaderNames.TRANSFER_ENCODING);
    if (coding != null
        && (!AsciiString.contentEqualsIgnoreCase(coding, "chunked")
            || headers.getAll(HttpHeaderNames.TRANSFER_ENCODING).size() != 1
            || version.equals(HttpVersion.HTTP_1_0)
            || headers.contains(HttpHeaderNames.CONTENT_LENGTH))) {
      return "the only Transfer-Encoding taken is chunked, alone, in HTTP/1.1";
    }
    Iterator<? extends CharSequence> hosts =
        headers.valueCharSequenceIterator(HttpHeaderNames.HOST);
    boolean hasHost = hosts.hasNext();
    if (hasHost) {
      hosts.next();
    }
    if (hosts.hasNext() || (!hasHost && version.equals(HttpVersion.HTTP_1_1))) {
      return "there must be one Host";
    }
    return null;
  }

  private static boolean isMethod(HttpMethod method) {
    String name = method.name();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if ((c < 'A' || c > 'Z') && c != '-') {
        return false;
      }
    }
    return !name.isEmpty() && name.length() <= METHOD_MAX && !method.equals(HttpMethod.CONNECT);
  }

  private static boolean isPath(String uri) {
    if (uri.isEmpty() || uri.charAt(0) != '/') {
      return false;
    }
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      if (c <= ' ' || c >= 0x7f) {
        return false;
      }
    }
    return true;
  }
}
