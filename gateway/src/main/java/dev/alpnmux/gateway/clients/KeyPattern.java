package dev.alpnmux.gateway.clients;

import java.util.regex.Pattern;

/**
 * The key of the certificate, whatever its names are. A certificate that is renewed with the same
 * key keeps its access.
 *
 * @param pin {@code sha256/BASE64}, of the SubjectPublicKeyInfo
 */
record KeyPattern(String pin) implements ClientPattern {
  /** The last digit stands for four bits: there is one way to write a hash. */
  private static final Pattern FORM =
      Pattern.compile("sha256/[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=");

  KeyPattern {
    if (!FORM.matcher(pin).matches()) {
      throw new IllegalArgumentException(
          "expected sha256/BASE64, the hash of a public key in 44 characters, behind \"spki:\""
              + " but found \"spki:"
              + pin
              + '"');
    }
  }

  @Override
  public boolean matches(ClientCertificate certificate) {
    return certificate.keyPin().equals(pin);
  }

  @Override
  public String toString() {
    return "spki:" + pin;
  }
}
