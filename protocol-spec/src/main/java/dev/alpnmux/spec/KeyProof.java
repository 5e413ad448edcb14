package dev.alpnmux.spec;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether two keys are a pair. Most private keys say which public key is theirs; of the
 * others a signature is the only proof that holds for every kind, and it costs a fresh JVM a tenth
 * of a second and more.
 */
final class KeyProof {
  private static final byte[] PROBE = "alpnmux".getBytes(StandardCharsets.US_ASCII);

  private KeyProof() {}

  static boolean isPair(PrivateKey key, PublicKey publicKey) {
    return names(key, publicKey) || signsFor(key, publicKey);
  }

  private static boolean names(PrivateKey key, PublicKey publicKey) {
    if (key instanceof RSAPrivateKey rsa && publicKey instanceof RSAPublicKey rsaPublic) {
      return rsa.getModulus().equals(rsaPublic.getModulus());
    }
    return key.getAlgorithm().equals("EC")
        && publicKey instanceof ECPublicKey ecPublic
        && endsWithPoint(key.getEncoded(), ecPublic);
  }

  /** RFC 5915 §3: the public key may stand behind the private one, as the octets of its point. */
  private static boolean endsWithPoint(byte @Nullable [] key, ECPublicKey publicKey) {
    byte[] written = publicKey.getEncoded();
    int field = (publicKey.getParams().getCurve().getField().getFieldSize() + 7) / 8;
    // RFC 5480 §2.2: an octet for the form, and two coordinates; they are the last octets, too.
    int point = 1 + 2 * field;
    return key != null
        && key.length > point
        && Arrays.equals(
            key, key.length - point, key.length, written, written.length - point, written.length);
  }

  private static boolean signsFor(PrivateKey key, PublicKey publicKey) {
    try {
      Signature signature = signatureFor(key);
      signature.initSign(key);
      signature.update(PROBE);
      byte[] signed = signature.sign();
      signature.initVerify(publicKey);
      signature.update(PROBE);
      return signature.verify(signed);
    } catch (GeneralSecurityException e) {
      return false; // The public key is of another kind.
    }
  }

  private static Signature signatureFor(PrivateKey key) throws GeneralSecurityException {
    String algorithm = key.getAlgorithm();
    Signature signature =
        switch (algorithm) {
          case "EC" -> Signature.getInstance("SHA256withECDSA");
          case "RSA" -> Signature.getInstance("SHA256withRSA");
          default -> Signature.getInstance(algorithm);
        };
    if (algorithm.equals("RSASSA-PSS")) {
      // RFC 8017 §9.1: the salt is as long as the hash.
      signature.setParameter(
          new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));
    }
    return signature;
  }
}
