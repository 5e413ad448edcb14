package dev.alpnmux.gateway.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.alpnmux.gateway.testing.TestCertificates;
import io.netty.pkitesting.CertificateBuilder;
import java.util.Base64;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientPatternTest {
  private static ClientCertificate of(CertificateBuilder builder) throws Exception {
    return ClientCertificate.of(builder.buildIssuedBy(TestCertificates.AUTHORITY).getCertificate());
  }

  private static CertificateBuilder subject(String name) {
    return new CertificateBuilder().ecp256().subject(name);
  }

  private static CertificateBuilder withUris(String... uris) throws Exception {
    CertificateBuilder builder = subject("CN=x");
    for (String uri : uris) {
      builder.addSanUriName(uri);
    }
    return builder;
  }

  private static boolean matches(String pattern, CertificateBuilder builder) throws Exception {
    return ClientPattern.parse(pattern).matches(of(builder));
  }

  @ParameterizedTest
  @CsvSource({
    "dns:DB.ops.test, true",
    "dns:*.ops.test, true",
    "dns:*.test, false",
    "dns:ops.test, false",
    "cn:db.ops.test, false",
    "uri:db.ops.test:x, false"
  })
  void aDnsNameIsAllowedAsItIsOrByAWildcardForOneLabel(String pattern, boolean isIn)
      throws Exception {
    assertThat(matches(pattern, TestCertificates.client("db.ops.test"))).isEqualTo(isIn);
  }

  @Test
  void theCommonNameIsNoDnsName() throws Exception {
    assertThat(matches("dns:db.ops.test", subject("CN=db.ops.test"))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "uri:spiffe://a.test/ns/db, true",
    "uri:spiffe://a.test/*, true",
    "uri:spiffe://a.test/ns/*, true",
    "uri:spiffe://a.test/ns, false",
    "uri:spiffe://a.test/n/*, false",
    "uri:spiffe://a.test/ns/db/*, false",
    "uri:spiffe://a.test/ns/DB, false",
    "uri:spiffe://a.tes/*, false",
    "uri:spiffe://b.test/*, false"
  })
  void aSpiffeIdIsAllowedAsItIsOrByWholeSegments(String pattern, boolean isIn) throws Exception {
    assertThat(matches(pattern, withUris("spiffe://a.test/ns/db"))).isEqualTo(isIn);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "spiffe://a.test/ns/../db",
        "spiffe://a.test/ns/./db",
        "spiffe://a.test/ns//db",
        "spiffe://a.test/ns/db/",
        "spiffe://a.test/ns/d%62",
        "spiffe://a.test/ns/db?x",
        "spiffe://a.test/ns/db#x",
        "spiffe://a.test/ns/",
        "spiffe://a.test:1/ns/db",
        "spiffe://u@a.test/ns/db",
        "https://a.test/ns/db"
      })
  void whatIsNoSpiffeIdIsBelowNothing(String uri) throws Exception {
    assertThat(matches("uri:spiffe://a.test/*", withUris(uri))).isFalse();
    assertThat(matches("uri:spiffe://a.test/ns/*", withUris(uri))).isFalse();
  }

  /** X509-SVID §2 and §4.1. */
  @Test
  void aSpiffeIdStandsAloneInACertificateThatIssuesNone() throws Exception {
    String id = "spiffe://a.test/db";

    assertThat(matches("uri:" + id, withUris(id))).isTrue();
    assertThat(matches("uri:" + id, withUris(id, "https://a.test/"))).isFalse();
    assertThat(matches("uri:" + id, withUris(id).setIsCertificateAuthority(true))).isFalse();
  }

  @Test
  void anotherUriIsComparedAsItIs() throws Exception {
    CertificateBuilder client = withUris("https://a.test/db?x=1", "urn:x:db");

    assertThat(matches("uri:https://a.test/db?x=1", client)).isTrue();
    assertThat(matches("uri:urn:x:db", client)).isTrue();
    assertThat(matches("uri:https://a.test/db", client)).isFalse();
    assertThat(matches("uri:https://A.test/db?x=1", client)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cn:db | CN=db,OU=ops | true",
        "ou:ops | CN=db,OU=ops | true",
        "cn:ops | CN=db,OU=ops | false",
        "ou:ops | CN=db,OU=sales,OU=ops | true",
        "cn:db | OU=ops+CN=db | true",
        "ou:ops | OU=ops+CN=db | true",
        "cn:DB | CN=db | false",
        "cn:d | CN=db | false",
        "cn:db | O='CN=db' | false",
        "cn:db | CN=x\\,CN\\=db | false",
        "ou:ops | CN='x,OU=ops' | false",
        "cn:x,OU=ops | CN='x,OU=ops' | true",
        "cn:a+b | CN=a\\+b | true",
        "cn:db | CN=\\ db | false",
        "cn:db | CN=db\\00.test | false"
      })
  void aNameOfTheSubjectIsAValueAndNoPartOfItsText(String pattern, String subject, boolean isIn)
      throws Exception {
    assertThat(matches(pattern, subject(subject.replace('\'', '"')))).isEqualTo(isIn);
  }

  @Test
  void aNameBeyondAsciiIsComparedAsTextAndWrittenEscaped() throws Exception {
    ClientCertificate client = of(subject("CN=M\u00fcller\u202e,OU=ops"));

    assertThat(ClientPattern.parse("cn:M\u00fcller\u202e").matches(client)).isTrue();
    assertThat(client.commonName()).contains("M\u00fcller\u202e");
    assertThat(client.subject()).isEqualTo("CN=M\\C3\\BCller\\E2\\80\\AE,OU=ops");
  }

  /** Two values of one type in one RDN; the JDK writes the second one as it is. */
  @Test
  void everyValueOfAnRdnCounts() throws Exception {
    ASN1EncodableVector pair = new ASN1EncodableVector();
    pair.add(new DERSequence(vector("one", false)));
    pair.add(new DERSequence(vector("two", true)));
    X500Principal principal =
        new X500Principal(new DERSequence(new DERSet(pair)).getEncoded("DER"));
    CertificateBuilder client = new CertificateBuilder().ecp256().subject(principal);

    assertThat(matches("cn:one", client)).isTrue();
    assertThat(matches("cn:one+CN=two", client)).isFalse();
    assertThat(matches("cn:wo", client)).isFalse();
  }

  private static ASN1EncodableVector vector(String value, boolean isWide) {
    ASN1EncodableVector vector = new ASN1EncodableVector();
    vector.add(BCStyle.CN);
    vector.add(isWide ? new DERBMPString(value) : new DERPrintableString(value));
    return vector;
  }

  @Test
  void aKeyIsAllowedWhateverTheNamesAre() throws Exception {
    ClientCertificate client = of(subject("CN=x"));
    String pin = client.keyPin();

    assertThat(ClientPattern.parse("spki:" + pin).matches(client)).isTrue();
    assertThat(ClientPattern.parse("spki:" + pin).matches(of(subject("CN=x")))).isFalse();
    assertThat(Base64.getDecoder().decode(pin.substring(7))).hasSize(32);
  }

  @Test
  void aCertificateTellsItsSerialNumberAndFingerprint() throws Exception {
    ClientCertificate client = of(subject("CN=x"));

    assertThat(client.serial()).isEqualTo(client.certificate().getSerialNumber().toString(16));
    assertThat(client.fingerprint()).matches("[0-9a-f]{64}");
    assertThat(client).hasToString("CN=x serial " + client.serial());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dns:*.ops.test",
        "uri:spiffe://a.test/ns/db",
        "uri:spiffe://a.test/*",
        "uri:https://a.test/db",
        "cn:db",
        "ou:db ops, north",
        "spki:sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="
      })
  void aPatternIsWrittenAsItIsRead(String pattern) {
    assertThat(ClientPattern.parse(pattern)).hasToString(pattern);
    assertThat(ClientPattern.parse(pattern)).isEqualTo(ClientPattern.parse(pattern));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "db.test",
        "DNS:db.test",
        "dns:",
        "dns:a b",
        "uri:",
        "uri:/db",
        "uri:https://a.test/*",
        "uri:https://a.test/a b",
        "uri:spiffe:",
        "uri:spiffe://a.test",
        "uri:spiffe://a.test/",
        "uri:spiffe://a.test*",
        "uri:spiffe://*",
        "uri:spiffe://*/db",
        "uri:spiffe://A.test/db",
        "uri:SPIFFE://a.test/db",
        "uri:spiffe://a.test/db*",
        "uri:spiffe://a.test/*/db",
        "uri:spiffe://a.test/../*",
        "uri:spiffe://a.test//*",
        "uri:spiffe://a.test:80/db",
        "cn:",
        "cn: db",
        "cn:db ",
        "cn:d\nb",
        "ou:",
        "spki:",
        "spki:sha256/AAAA",
        "spki:sha1/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "spki:sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
        "spki:sha256/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
      })
  void whatIsNoPatternIsRefusedAndShown(String written) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientPattern.parse(written))
        .withMessageContaining("found \"" + written + '"');
  }
}
