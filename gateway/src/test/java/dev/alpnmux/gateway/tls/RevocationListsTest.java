package dev.alpnmux.gateway.tls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.clients.RevocationList;
import dev.alpnmux.gateway.route.ClientPolicy;
import dev.alpnmux.gateway.testing.TestCertificates;
import dev.alpnmux.gateway.testing.TestRevocationLists;
import dev.alpnmux.spec.Refusal;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.CertificateBuilder.KeyUsage;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RevocationListsTest {
  private static final X509Bundle ROOT = authority("CN=root").get();
  private static final X509Bundle BETWEEN = authority("CN=between").by(ROOT);
  private static final X509Bundle DIRECT = client().by(ROOT);
  private static final X509Bundle INDIRECT = client().by(BETWEEN);

  private record Maker(CertificateBuilder builder) {
    private X509Bundle by(X509Bundle issuer) {
      try {
        return builder.buildIssuedBy(issuer);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }

    private X509Bundle get() {
      try {
        return builder.buildSelfSigned();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static Instant tomorrow() {
    return Instant.now().plus(Duration.ofDays(1));
  }

  private static Instant justNow() {
    return Instant.now().minusSeconds(1);
  }

  private static Maker authority(String name) {
    return new Maker(
        new CertificateBuilder().ecp256().subject(name).setIsCertificateAuthority(true));
  }

  private static Maker client() {
    return new Maker(TestCertificates.client("db.ops.test"));
  }

  private static RevocationList list(X509Bundle issuer, X509Bundle... revoked) {
    return TestRevocationLists.of(issuer, tomorrow(), revoked);
  }

  private static Optional<ClientRefusal> judge(
      List<X509Certificate> chain, RevocationList... lists) {
    return judge(ROOT, chain, lists);
  }

  private static Optional<ClientRefusal> judge(
      X509Bundle authority, List<X509Certificate> chain, RevocationList... lists) {
    return ClientVerifier.of(
            new ClientPolicy(List.of(authority.getCertificate()), List.of(), List.of(lists)))
        .judge(chain);
  }

  private static List<X509Certificate> chain(X509Bundle... bundles) {
    return Stream.of(bundles).map(X509Bundle::getCertificate).toList();
  }

  private static String named(X509Bundle revoked) {
    return "the client certificate is revoked: "
        + revoked.getCertificate().getSubjectX500Principal()
        + " serial "
        + revoked.getCertificate().getSerialNumber().toString(16);
  }

  @Test
  void whoIsOnAListIsRevokedAndNamed() {
    assertThat(judge(chain(DIRECT), list(ROOT))).isEmpty();
    assertThat(judge(chain(DIRECT), list(ROOT, INDIRECT))).isEmpty();
    assertThat(judge(chain(DIRECT), list(ROOT, DIRECT)))
        .contains(new ClientRefusal(Refusal.CLIENT_CERTIFICATE_REVOKED, named(DIRECT)));
  }

  @Test
  void anIssuerInBetweenCanBeRevokedToo() {
    List<X509Certificate> chain = chain(INDIRECT, BETWEEN);

    assertThat(judge(chain, list(ROOT), list(BETWEEN))).isEmpty();
    assertThat(judge(chain, list(ROOT), list(BETWEEN, INDIRECT)))
        .contains(new ClientRefusal(Refusal.CLIENT_CERTIFICATE_REVOKED, named(INDIRECT)));
    assertThat(judge(chain, list(ROOT, BETWEEN), list(BETWEEN)))
        .contains(new ClientRefusal(Refusal.CLIENT_CERTIFICATE_REVOKED, named(BETWEEN)));
  }

  @Test
  void withoutAListOfItsIssuerNoCertificateIsTrusted() {
    assertThat(judge(chain(INDIRECT, BETWEEN), list(ROOT)))
        .contains(untrusted("there is no revocation list of CN=between"));
    assertThat(judge(chain(INDIRECT, BETWEEN), list(BETWEEN)))
        .contains(untrusted("there is no revocation list of CN=root"));
  }

  private static ClientRefusal untrusted(String detail) {
    return new ClientRefusal(Refusal.CLIENT_CERTIFICATE_UNTRUSTED, detail);
  }

  @Test
  void aListThatIsOutOfDateStillRevokesAndAllowsNobody() {
    RevocationList old = TestRevocationLists.of(ROOT, justNow(), DIRECT);
    X509Bundle other = client().by(ROOT);

    assertThat(judge(chain(DIRECT), old).map(ClientRefusal::refusal))
        .contains(Refusal.CLIENT_CERTIFICATE_REVOKED);
    assertThat(judge(chain(other), old))
        .contains(untrusted("the revocation list in test.crl is out of date"));
    assertThat(judge(chain(other), old, list(ROOT))).isEmpty();
  }

  @Test
  void aListOfAStrangerWithTheSameNameCountsForNothing() {
    X509Bundle stranger = authority("CN=root").get();

    assertThat(judge(chain(DIRECT), list(stranger)))
        .contains(untrusted("there is no revocation list of CN=root"));
    assertThat(judge(chain(DIRECT), list(ROOT), list(stranger, DIRECT))).isEmpty();
  }

  @Test
  void whoMayIssueCertificatesOnlyMayIssueNoList() throws Exception {
    X509Bundle root =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=narrow")
            .setIsCertificateAuthority(true)
            .setKeyUsage(true, KeyUsage.keyCertSign)
            .buildSelfSigned();

    assertThat(judge(root, chain(client().by(root)), list(root)))
        .contains(untrusted("there is no revocation list of CN=narrow"));
  }

  /** The same name and key, certified twice: the client may show both. */
  @Test
  void oneWayToTheAuthorityWithoutARevokedCertificateWillDo() {
    X509Bundle again =
        new Maker(
                new CertificateBuilder()
                    .subject("CN=between")
                    .keyPair(BETWEEN.getKeyPair())
                    .setIsCertificateAuthority(true))
            .by(ROOT);

    assertThat(judge(chain(INDIRECT, BETWEEN, again), list(ROOT, BETWEEN), list(BETWEEN)))
        .isEmpty();
    assertThat(
            judge(chain(INDIRECT, BETWEEN, again), list(ROOT, BETWEEN, again), list(BETWEEN))
                .map(ClientRefusal::refusal))
        .contains(Refusal.CLIENT_CERTIFICATE_REVOKED);
  }

  /** An invalid twin of a revoked issuer does not hide it. */
  @Test
  void anIssuerThatIsNotValidDoesNotStandInForOneThatIsRevoked() {
    X509Bundle twin =
        new Maker(
                new CertificateBuilder()
                    .subject("CN=between")
                    .keyPair(BETWEEN.getKeyPair())
                    .setIsCertificateAuthority(true)
                    .notAfter(justNow()))
            .by(ROOT);

    assertThat(
            judge(chain(INDIRECT, BETWEEN, twin), list(ROOT, BETWEEN), list(BETWEEN))
                .map(ClientRefusal::refusal))
        .contains(Refusal.CLIENT_CERTIFICATE_REVOKED);
  }

  @Test
  void anAuthorityThatIsShownAsTheClientsOwnNeedsNoList() {
    assertThat(judge(DIRECT, chain(DIRECT), list(ROOT))).isEmpty();
  }

  @Test
  void aResumedSessionDoesNotOutliveTheLists() {
    ClientPolicy current =
        new ClientPolicy(List.of(ROOT.getCertificate()), List.of(), List.of(list(ROOT)));
    ClientPolicy old =
        new ClientPolicy(
            List.of(ROOT.getCertificate()),
            List.of(),
            List.of(TestRevocationLists.of(ROOT, justNow())));

    assertThat(ClientVerifier.of(current).judgeResumed(chain(DIRECT))).isEmpty();
    assertThat(ClientVerifier.of(old).judgeResumed(chain(DIRECT)))
        .contains(untrusted("the revocation list in test.crl is out of date"));
  }
}
