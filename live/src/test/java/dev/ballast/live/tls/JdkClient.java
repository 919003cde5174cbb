package dev.ballast.live.tls;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.ballast.trust.Credential;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The JDK's own TLS as a client. */
final class JdkClient {
  private final SSLContext context;
  private String[] versions = {"TLSv1.3", "TLSv1.2"};
  private String[] protocols = {};
  private @Nullable String name;

  /** What a connection came to. */
  record Meeting(String version, X509Certificate server, String answer) {}

  JdkClient(@Nullable Credential credential, X509Certificate root) throws Exception {
    KeyManager[] keys = null;
    if (credential != null) {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "own", credential.key(), new char[0], credential.chain().toArray(X509Certificate[]::new));
      KeyManagerFactory factory =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      factory.init(store, new char[0]);
      keys = factory.getKeyManagers();
    }
    context = SSLContext.getInstance("TLS");
    context.init(keys, believing(root), null);
  }

  private static TrustManager[] believing(X509Certificate root) throws Exception {
    KeyStore roots = KeyStore.getInstance("PKCS12");
    roots.load(null, null);
    roots.setCertificateEntry("root", root);
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(roots);
    return factory.getTrustManagers();
  }

  JdkClient versions(String... only) {
    versions = only;
    return this;
  }

  JdkClient protocols(String... offered) {
    protocols = offered;
    return this;
  }

  JdkClient asksFor(String host) {
    name = host;
    return this;
  }

  /** Shakes hands, writes a line, and reads one. */
  Meeting meets(int port) throws IOException {
    try (SSLSocket socket =
        (SSLSocket)
            context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(versions);
      parameters.setApplicationProtocols(protocols);
      if (name != null) {
        parameters.setServerNames(List.of(new SNIHostName(name)));
      }
      socket.setSSLParameters(parameters);
      socket.startHandshake();
      socket.getOutputStream().write('\n');
      String answer =
          new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8)).readLine();
      if (answer == null) {
        throw new IOException("the server hung up");
      }
      return new Meeting(
          socket.getSession().getProtocol(),
          (X509Certificate) socket.getSession().getPeerCertificates()[0],
          answer);
    }
  }
}
