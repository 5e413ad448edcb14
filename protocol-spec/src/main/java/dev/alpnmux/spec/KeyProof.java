package dev.alpnmux.spec;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;

/** Proves that two keys are a pair: a signature is the only proof that holds for every kind. */
final class KeyProof {
  private static final byte[] PROBE = "alpnmux".getBytes(StandardCharsets.US_ASCII);

  private KeyProof() {}

  static boolean isPair(PrivateKey key, PublicKey publicKey) {
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
