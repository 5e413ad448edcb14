package dev.alpnmux.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.testing.Bytes;
import dev.alpnmux.gateway.testing.ClientAnswer;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.ScriptedUpstream;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.testing.Way;
import dev.alpnmux.spec.Refusal;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chains that are odd, broken or made to hurt get a clear answer, and never an upstream. */
class ClientChainScenario {
  private static final X509Bundle ROOT = TestCertificates.AUTHORITY;
  private static final String CLIENTS = ",'clients':{'certificateAuthorities':['ca.pem']}";

  /** The JDK takes no more of a client since version 25, and ten before. */
  private static final int CHAIN_MAX = 8;

  private static final String UNKNOWN_EXTENSION = "1.3.6.1.4.1.55555.1";

  static List<Way> ways() {
    return ClientCertificateScenario.ways();
  }

  private static CertificateBuilder authority() {
    return new CertificateBuilder().ecp256().subject("CN=between").setIsCertificateAuthority(true);
  }

  private static CertificateBuilder client() {
    return TestCertificates.client("db.ops.test");
  }

  private static SSLContext showing(X509Bundle own, X509Bundle... others) {
    List<X509Certificate> chain = new ArrayList<>(List.of(own.getCertificate()));
    for (X509Bundle other : others) {
      chain.add(other.getCertificate());
    }
    return TestCertificates.showing(
        own.getKeyPair().getPrivate(), chain.toArray(X509Certificate[]::new));
  }

  private static CertificateBuilder withExtension(boolean isCritical, int size) {
    return client().addExtensionOctetString(UNKNOWN_EXTENSION, isCritical, new byte[size]);
  }

  private static CertificateBuilder expired(CertificateBuilder builder) {
    Instant yesterday = Instant.now().minus(1, ChronoUnit.DAYS);
    return builder.notBefore(yesterday.minus(1, ChronoUnit.DAYS)).notAfter(yesterday);
  }

  private static Map<String, SSLContext> good() throws Exception {
    X509Bundle between = authority().buildIssuedBy(ROOT);
    X509Bundle behind = client().buildIssuedBy(between);
    return Map.of(
        "in order", showing(behind, between),
        "with the root", showing(behind, between, ROOT),
        "issuers out of order", showing(behind, ROOT, between),
        "the same again and again",
            showing(behind, Collections.nCopies(CHAIN_MAX - 1, between).toArray(X509Bundle[]::new)),
        "an authority as client", showing(between),
        "an extension that nobody knows", showing(withExtension(false, 9).buildIssuedBy(ROOT)),
        "12 KB of it", showing(withExtension(false, 12_000).buildIssuedBy(ROOT)));
  }

  private static Map<SSLContext, Refusal> bad() throws Exception {
    X509Bundle between = authority().buildIssuedBy(ROOT);
    X509Bundle behind = client().buildIssuedBy(between);
    X509Bundle late = expired(authority()).buildIssuedBy(ROOT);
    X509Bundle self = client().setIsCertificateAuthority(true).buildSelfSigned();
    X509Bundle server =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=x")
            .addExtendedKeyUsageServerAuth()
            .buildIssuedBy(ROOT);
    return Map.of(
        // An issuer is missing.
        showing(behind), Refusal.CLIENT_CERTIFICATE_UNTRUSTED,
        showing(client().buildIssuedBy(late), late), Refusal.CLIENT_CERTIFICATE_EXPIRED,
        showing(self), Refusal.CLIENT_CERTIFICATE_UNTRUSTED,
        showing(server), Refusal.CLIENT_CERTIFICATE_UNTRUSTED,
        // An extension that is critical, and that nobody knows.
        showing(withExtension(true, 9).buildIssuedBy(ROOT)), Refusal.CLIENT_CERTIFICATE_UNTRUSTED,
        // Nothing proves that the first certificate is the client's own.
        showingWithKeyOf(behind, between, behind), Refusal.HANDSHAKE_FAILED,
        showingWithKeyOf(self, behind, between), Refusal.HANDSHAKE_FAILED,
        showing(withExtension(false, 200_000).buildIssuedBy(ROOT)), Refusal.HANDSHAKE_FAILED,
        ring(), Refusal.CLIENT_CERTIFICATE_UNTRUSTED);
  }

  private static SSLContext showingWithKeyOf(X509Bundle key, X509Bundle own, X509Bundle issuer) {
    return TestCertificates.showing(
        key.getKeyPair().getPrivate(), own.getCertificate(), issuer.getCertificate());
  }

  /** Each issuer could have certified every other one: there are many orders to try. */
  private static SSLContext ring() throws Exception {
    X509Bundle first = authority().buildSelfSigned();
    X509Bundle[] twins = new X509Bundle[CHAIN_MAX - 1];
    for (int i = 0; i < twins.length; i++) {
      twins[i] = authority().keyPair(first.getKeyPair()).buildIssuedBy(first);
    }
    return showing(client().buildIssuedBy(first), twins);
  }

  private static SSLSocket dial(RunningGateway gateway, Way way, SSLContext context)
      throws IOException {
    return RunningGateway.dialOver(
        gateway.connect(), context, "a.test", way.version(), Way.SERVICE);
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatLeadsToTheAuthorityIsServed(Way way) throws Exception {
    try (RunningGateway gateway =
        RunningGateway.serving(way.engine(), "'svc':{'builtin':'echo'" + CLIENTS + "}")) {
      for (Map.Entry<String, SSLContext> chain : good().entrySet()) {
        try (SSLSocket socket = dial(gateway, way, chain.getValue())) {
          assertThat(ClientAnswer.of(socket)).as(chain.getKey()).isEqualTo("served");
        }
        assertThat(gateway.events().next().refusal()).as(chain.getKey()).isNull();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("ways")
  void whatDoesNotIsRefusedInTimeAndNeverReachesTheUpstream(Way way) throws Exception {
    try (ScriptedUpstream<Bytes> upstream = way.upstream(peer -> Bytes.of(0, 1));
        RunningGateway gateway = way.gateway(upstream, CLIENTS)) {
      for (Map.Entry<SSLContext, Refusal> chain : bad().entrySet()) {
        try (SSLSocket socket = dial(gateway, way, chain.getKey())) {
          assertThat(ClientAnswer.of(socket)).matches("\\d+|reset");
        }
        assertThat(gateway.events().next().refusal()).isEqualTo(chain.getValue());
      }
      assertThat(upstream.acceptedCount()).isZero();
    }
  }
}
