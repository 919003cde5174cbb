package dev.ballast.live.tls;

import dev.ballast.trust.Credential;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which certificate a client is shown: the first that has the name it asks for, then the first with
 * a wildcard for it ({@code *.example.org} fits one label), else the first of all. Looked up once
 * per connection, in a table.
 */
final class ServerCertificates {
  private static final int DNS_NAME = 2;

  private final List<SslContext> contexts = new ArrayList<>();
  private final Map<String, SslContext> byName = new LinkedHashMap<>();

  /** Adds a certificate with the context that shows it; the first one is for whoever names none. */
  void add(Credential credential, SslContext context) {
    contexts.add(context);
    names(credential.certificate()).forEach(name -> byName.putIfAbsent(name, context));
  }

  List<SslContext> contexts() {
    return contexts;
  }

  /** Whether the name makes no difference, so that nobody needs to wait for it. */
  boolean isOne() {
    return contexts.size() == 1;
  }

  SslContext of(@Nullable String asked) {
    if (asked != null) {
      String name = asked.toLowerCase(Locale.ROOT);
      SslContext exact = byName.get(name);
      if (exact != null) {
        return exact;
      }
      SslContext wildcard = byName.get("*" + name.substring(Math.max(0, name.indexOf('.'))));
      if (wildcard != null) {
        return wildcard;
      }
    }
    return contexts.getFirst();
  }

  private static List<String> names(X509Certificate certificate) {
    try {
      var all = certificate.getSubjectAlternativeNames();
      return all == null
          ? List.of()
          : all.stream()
              .filter(name -> name.get(0) instanceof Integer type && type == DNS_NAME)
              .map(name -> ((String) name.get(1)).toLowerCase(Locale.ROOT))
              .toList();
    } catch (CertificateParsingException e) {
      return List.of(); // it is shown where it is the first
    }
  }

  /** Lets go of the contexts; connections that use them keep them. */
  void release() {
    contexts.forEach(ReferenceCountUtil::release);
  }
}
