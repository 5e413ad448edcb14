package dev.alpnmux.client;

import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.TestCertificate;
import dev.alpnmux.testkit.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;

/** The test kit as this library takes it. */
final class TestPki {
  private TestPki() {}

  /** A builder of a client that trusts the test authority and goes to this gateway. */
  static AlpnmuxClient.Builder client(FakeGateway gateway) {
    return AlpnmuxClient.newBuilder().gateway(gateway.address()).trust(trust());
  }

  static Trust trust() {
    return trusting(TestCertificates.CA);
  }

  static Trust trusting(TestCertificate authority) {
    try {
      return Trust.pem(authority.certificateFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Identity identity(TestCertificate certificate) throws IOException {
    return Identity.pem(certificate.certificateFile(), certificate.keyFile());
  }

  static String pinOf(TestCertificate certificate) {
    return PinTrustManager.pinOf(certificate.certificate());
  }
}
