package dev.ballast.bench.soak;

import dev.ballast.trust.Authority;
import dev.ballast.trust.Bundle;
import dev.ballast.trust.Credential;
import dev.ballast.trust.Pem;
import dev.ballast.trust.TrustDomain;
import dev.ballast.trust.TrustException;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The certificates of everybody, as files that are renewed while they are in use: those of the
 * system's members, with the roots that they believe, and the one that the gateway shows users.
 */
final class Papers {
  private static final TrustDomain DOMAIN = new TrustDomain("soak.ballast");

  /** The shortest there is: a connection that is made later needs a renewed one. */
  private static final Duration LIFETIME = Duration.ofMinutes(1);

  private final Path home;
  private final Authority ofUsers;
  private Authority issuer;
  private Bundle believed;
  private int step;

  /** What is done at a renewal; together they replace the root. */
  private enum Step {
    NEW_CERTIFICATES,
    BOTH_ROOTS,
    CERTIFICATES_OF_THE_NEW_ROOT,
    NEW_ROOT_ALONE
  }

  /** Writes the first ones. */
  Papers(Path home) throws IOException {
    this.home = home;
    ofUsers = authority();
    issuer = authority();
    believed = issuer.bundle();
    issue();
    bundle();
  }

  private static Authority authority() {
    return new Authority(DOMAIN, LIFETIME, Instant.now());
  }

  /** Renews them; every fourth time the old root is gone. */
  void renew() throws IOException {
    switch (Step.values()[step++ % Step.values().length]) {
      case NEW_CERTIFICATES, CERTIFICATES_OF_THE_NEW_ROOT -> issue();
      case BOTH_ROOTS -> {
        List<X509Certificate> old = believed.roots();
        issuer = authority();
        believed =
            new Bundle(
                believed.domain(),
                Stream.concat(old.stream(), issuer.bundle().roots().stream()).toList());
        bundle();
      }
      case NEW_ROOT_ALONE -> {
        believed = issuer.bundle();
        bundle();
      }
    }
  }

  private void issue() throws IOException {
    Instant now = Instant.now();
    for (String service : List.of(SystemFile.GATEWAY, SystemFile.SERVICE)) {
      write("identities/" + service, issuer.issue(service, now).credential());
    }
    write("tls", ofUsers.issue(SystemFile.GATEWAY, now).credential());
  }

  private void write(String folder, Credential credential) throws IOException {
    write(home.resolve(folder).resolve("certificate.pem"), Pem.of(credential.chain()));
    write(home.resolve(folder).resolve("key.pem"), Pem.of(credential.key()));
  }

  private void bundle() throws IOException {
    write(home.resolve("identities/bundle.pem"), Pem.of(believed.roots()));
  }

  /** Puts a file in the place of another one in one step. */
  static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.resolveSibling(""));
    Path fresh = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
    Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** For users, who believe whatever the gateway's authority has issued. */
  SSLContext ofUsers() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Believes(ofUsers.bundle())}, null);
    return context;
  }

  /** Believes who leads to a root; its certificates have no host's name in them. */
  private static final class Believes extends X509ExtendedTrustManager {
    private final Bundle bundle;

    Believes(Bundle bundle) {
      this.bundle = bundle;
    }

    private void check(X509Certificate[] chain) throws CertificateException {
      try {
        bundle.identify(List.of(chain), Instant.now());
      } catch (TrustException e) {
        throw new CertificateException(e);
      }
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      check(chain);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
        throws CertificateException {
      throw new CertificateException("users check servers only");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
        throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
        throws CertificateException {
      checkClientTrusted(chain, type);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
