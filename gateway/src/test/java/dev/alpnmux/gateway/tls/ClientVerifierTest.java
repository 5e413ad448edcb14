package dev.alpnmux.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.clients.ClientPattern;
import dev.alpnmux.gateway.route.ClientPolicy;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.spec.Refusal;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClientVerifierTest {
  private static final X509Bundle CA = TestCertificates.AUTHORITY;

  private static ClientVerifier verifier(X509Certificate authority, String... allow) {
    List<ClientPattern> patterns = Stream.of(allow).map(ClientPattern::parse).toList();
    return ClientVerifier.of(new ClientPolicy(List.of(authority), patterns, List.of()));
  }

  private static List<X509Certificate> shown(String name) {
    return List.of(TestCertificates.issued(name).getCertificatePath());
  }

  @Test
  void whoIsNotOnTheAllowListIsNamed() {
    X509Certificate ca = CA.getCertificate();
    String serial = shown("ops").get(0).getSerialNumber().toString(16);

    assertThat(verifier(ca, "dns:x.test", "dns:DB.ops.test").judge(shown("ops"))).isEmpty();
    assertThat(verifier(ca, "dns:*.test").judge(shown("ops")))
        .contains(
            new ClientRefusal(
                Refusal.CLIENT_CERTIFICATE_NOT_ALLOWED,
                "the client certificate is not on the service's allow list: CN=client serial "
                    + serial));
  }

  @Test
  void aCertificateThatDoesNotSayWhatItIsForWillDo() throws Exception {
    X509Certificate plain =
        new CertificateBuilder().ecp256().subject("CN=x").buildIssuedBy(CA).getCertificate();

    assertThat(verifier(CA.getCertificate()).judge(List.of(plain))).isEmpty();
  }

  @Test
  void aChainLeadsToTheAuthorityOrNowhere() throws Exception {
    X509Bundle between =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=between")
            .setIsCertificateAuthority(true)
            .buildIssuedBy(CA);
    X509Bundle client = TestCertificates.client("db.ops.test").buildIssuedBy(between);
    ClientVerifier verifier = verifier(CA.getCertificate());

    assertThat(verifier.judge(List.of(client.getCertificate(), between.getCertificate())))
        .isEmpty();
    assertThat(verifier.judge(List.of(client.getCertificate())))
        .contains(ClientRefusal.of(Refusal.CLIENT_CERTIFICATE_UNTRUSTED));
    assertThat(verifier(between.getCertificate()).judge(shown("ops")))
        .contains(ClientRefusal.of(Refusal.CLIENT_CERTIFICATE_UNTRUSTED));
  }

  @Test
  void aCertificateOfTheFutureCountsAsOutOfDate() throws Exception {
    Instant tomorrow = Instant.now().plus(1, ChronoUnit.DAYS);
    X509Certificate early =
        TestCertificates.client("db.ops.test")
            .notBefore(tomorrow)
            .notAfter(tomorrow.plus(1, ChronoUnit.DAYS))
            .buildIssuedBy(CA)
            .getCertificate();

    assertThat(verifier(CA.getCertificate()).judge(List.of(early)))
        .contains(ClientRefusal.of(Refusal.CLIENT_CERTIFICATE_EXPIRED));
  }

  /** PKIX itself does not look at the dates of what it trusts. */
  @Test
  void anAuthorityThatIsShownAsTheClientsOwnIsInDateToo() {
    X509Certificate expired = TestCertificates.issued("ops-expired").getCertificate();

    assertThat(verifier(expired).judge(List.of(expired)))
        .contains(ClientRefusal.of(Refusal.CLIENT_CERTIFICATE_EXPIRED));
  }

  @Test
  void aResumedSessionNeedsACertificateInDate() {
    ClientVerifier verifier = verifier(CA.getCertificate());

    assertThat(verifier.judgeResumed(shown("ops"))).isEmpty();
    assertThat(verifier.judgeResumed(shown("ops-expired")))
        .contains(ClientRefusal.of(Refusal.CLIENT_CERTIFICATE_EXPIRED));
    assertThat(verifier.judgeResumed(List.of()))
        .contains(ClientRefusal.of(Refusal.CLIENT_CERTIFICATE_MISSING));
  }
}
