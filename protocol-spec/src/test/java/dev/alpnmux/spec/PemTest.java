package dev.alpnmux.spec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
  private static final String BEGIN_KEY = "-----BEGIN PRIVATE KEY-----\n";
  private static final String END_KEY = "\n-----END PRIVATE KEY-----\n";

  @ParameterizedTest
  @CsvSource({
    "ec-pkcs8, ec, SHA256withECDSA",
    "ec-sec1, ec, SHA256withECDSA",
    "ec-parameters-sec1, ec, SHA256withECDSA",
    "p521-pkcs8, p521, SHA512withECDSA",
    "p521-sec1, p521, SHA512withECDSA",
    "rsa-pkcs8, rsa, SHA256withRSA",
    "rsa-pkcs1, rsa, SHA256withRSA",
    "rsa-pss-pkcs8, rsa-pss, RSASSA-PSS",
    "ed25519-pkcs8, ed25519, Ed25519",
  })
  void everyFormOfAKeySignsForItsCertificate(String key, String certificate, String algorithm)
      throws Exception {
    byte[] signature = sign(algorithm, Pem.privateKey(text(key + ".pem")));
    X509Certificate signer = Pem.certificates(text(certificate + ".crt")).get(0);
    Signature check = signature(algorithm);
    check.initVerify(signer);
    check.update((byte) 7);
    assertThat(check.verify(signature)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "ec-sec1, ec, rsa",
    "p521-pkcs8, p521, ec",
    "rsa-pkcs1, rsa, ed25519",
    "rsa-pss-pkcs8, rsa-pss, rsa",
    "ed25519-pkcs8, ed25519, p521",
  })
  void aKeyIsOfItsOwnCertificateOnly(String key, String own, String other) throws Exception {
    PrivateKey privateKey = Pem.privateKey(text(key + ".pem"));
    assertThat(Pem.isKeyOf(privateKey, Pem.certificates(text(own + ".crt")).get(0))).isTrue();
    assertThat(Pem.isKeyOf(privateKey, Pem.certificates(text(other + ".crt")).get(0))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec-encrypted-pkcs8", "ec-encrypted-sec1", "rsa-encrypted-pkcs1"})
  void anEncryptedKeyIsNamedAsSuchWithAWayOut(String key) {
    assertKeyRefused(text(key + ".pem"), "encrypted", "openssl pkey");
  }

  @Test
  void aKeyThatCannotSignIsRefused() {
    assertKeyRefused(text("x25519-pkcs8.pem"), "neither EC, RSA nor Ed25519");
  }

  @Test
  void aCurveWrittenOutInNumbersIsRefused() {
    assertKeyRefused(text("ec-explicit-sec1.pem"), "neither EC, RSA nor Ed25519");
  }

  @Test
  void aKeyOfAnotherProgramIsNamed() {
    String key = "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n";
    assertKeyRefused(key, "OPENSSH PRIVATE KEY", "PKCS#8");
  }

  @Test
  void aFileWithoutAKeySaysWhatIsMissing() {
    assertKeyRefused("", "no \"BEGIN PRIVATE KEY\" block");
    assertKeyRefused(text("ec.crt"), "no \"BEGIN PRIVATE KEY\" block");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAAA", "", "MAA=", "MIGHAgEAMBMGByqG", "=", "A", "AAA", "AA=A", "?@!#"})
  void aDamagedKeyIsRefused(String body) {
    assertKeyRefused(BEGIN_KEY + body + END_KEY, "damaged");
  }

  @Test
  void aCharacterThatIsNotBase64IsDamageAndNotSkipped() {
    String key = text("ec-pkcs8.pem");
    int inside = key.indexOf("MIG") + 5;
    for (String stray : List.of("*", "-", "\u00e9", "\0")) {
      assertKeyRefused(key.substring(0, inside) + stray + key.substring(inside), "damaged");
    }
  }

  @Test
  void aBlockWithoutAnEndIsDamageAndNotSkipped() {
    String key = text("ec-pkcs8.pem");
    assertKeyRefused(key.substring(0, key.indexOf("-----END")), "no \"END PRIVATE KEY\"");
    String chain = text("ec.crt") + text("rsa.crt").replace("END CERTIFICATE", "END");
    assertThatThrownBy(() -> Pem.certificates(chain))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("no \"END CERTIFICATE\"");
  }

  @Test
  void everyChangedByteOfAKeyGivesAKeyOrAClearError() {
    for (String name : List.of("ec-pkcs8", "ec-sec1", "ed25519-pkcs8", "rsa-pkcs1")) {
      StringBuilder text = new StringBuilder(text(name + ".pem"));
      for (int i = text.indexOf("-----\n") + 6; i < text.lastIndexOf("\n-----"); i++) {
        char kept = text.charAt(i);
        text.setCharAt(i, kept == 'A' ? 'z' : 'A');
        try {
          assertThat(Pem.privateKey(text.toString()).getAlgorithm()).isNotEmpty();
        } catch (GeneralSecurityException e) {
          assertThat(e).message().containsAnyOf("damaged", "names no curve");
        }
        text.setCharAt(i, kept);
      }
    }
  }

  @Test
  void linesMayEndInAnyWayAndTextMayStandAround() throws Exception {
    String key = text("rsa-pkcs1.pem");
    PrivateKey expected = Pem.privateKey(key);
    assertThat(Pem.privateKey(key.replace("\n", "\r\n"))).isEqualTo(expected);
    assertThat(Pem.privateKey(key.replace("\n", " \t\n "))).isEqualTo(expected);
    assertThat(Pem.privateKey("\ufeff" + key.substring(key.indexOf("-----")))).isEqualTo(expected);
    assertThat(Pem.privateKey(text("rsa.crt") + "----- so -----\n" + key + "-----"))
        .isEqualTo(expected);
  }

  @Test
  void theFirstKeyOfSeveralIsTaken() throws Exception {
    String both = text("ed25519-pkcs8.pem") + text("rsa-pkcs8.pem");
    assertThat(Pem.privateKey(both)).isEqualTo(Pem.privateKey(text("ed25519-pkcs8.pem")));
  }

  @Test
  void certificatesKeepTheirOrder() throws Exception {
    String chain = text("rsa.crt") + text("ec-parameters-sec1.pem") + text("ec.crt");
    assertThat(Pem.certificates(chain))
        .extracting(certificate -> certificate.getSubjectX500Principal().getName())
        .containsExactly("CN=rsa.test", "CN=ec.test");
  }

  @Test
  void aFileWithoutACertificateSaysWhatIsMissing() {
    assertThatThrownBy(() -> Pem.certificates(text("ec-pkcs8.pem")))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("no \"BEGIN CERTIFICATE\" block");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAAA", "", "MAA=", "*"})
  void aDamagedCertificateIsNamedByItsPlace(String body) {
    String second = "-----BEGIN CERTIFICATE-----\n" + body + "\n-----END CERTIFICATE-----\n";
    assertThatThrownBy(() -> Pem.certificates(text("ec.crt") + second))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("certificate 2")
        .hasMessageContaining("damaged");
  }

  @Test
  void bytesBehindACertificateInItsBlockAreDamage() {
    String certificate = text("rsa.crt").replace("\n-----END", "\nAAAA\n-----END");
    assertThatThrownBy(() -> Pem.certificates(certificate))
        .isInstanceOf(CertificateException.class)
        .hasMessageContaining("damaged");
  }

  /** Far from the bound when the time is linear, and beyond it by hours when it is quadratic. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "-",
        "-----BEGIN ",
        "-----BEGIN A-----",
        "-----BEGIN CERTIFICATE-----\n",
        "A",
        "-----BEGIN A-----\n-----END B-----\n",
        "-----BEGIN A-----\n-----END A-----\n"
      })
  @Timeout(value = 20, unit = SECONDS)
  void hostileTextIsRefusedInLinearTime(String piece) {
    String text = piece.repeat(8_000_000 / piece.length());
    assertThatThrownBy(() -> Pem.certificates(text)).isInstanceOf(CertificateException.class);
    assertThatThrownBy(() -> Pem.privateKey(text)).isInstanceOf(GeneralSecurityException.class);
  }

  private static void assertKeyRefused(String text, String... parts) {
    assertThatThrownBy(() -> Pem.privateKey(text))
        .isInstanceOf(GeneralSecurityException.class)
        .message()
        .contains(parts);
  }

  private static byte[] sign(String algorithm, PrivateKey key) throws GeneralSecurityException {
    Signature signature = signature(algorithm);
    signature.initSign(key);
    signature.update((byte) 7);
    return signature.sign();
  }

  private static Signature signature(String algorithm) throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm);
    if (algorithm.equals("RSASSA-PSS")) {
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    return signature;
  }

  private static String text(String file) {
    try (InputStream in = PemTest.class.getResourceAsStream("/keys/" + file)) {
      return new String(Objects.requireNonNull(in, file).readAllBytes(), US_ASCII);
    } catch (IOException e) {
      throw new AssertionError(file, e);
    }
  }
}
