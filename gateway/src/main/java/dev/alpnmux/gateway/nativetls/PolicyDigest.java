package dev.alpnmux.gateway.nativetls;

import dev.alpnmux.gateway.tls.ClientVerifier;
import dev.alpnmux.gateway.tls.ServerCertificate;
import dev.alpnmux.spec.ApplicationProtocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Names a policy in 32 octets, the most that a session id context may have. */
final class PolicyDigest {
  private final MessageDigest digest;

  private PolicyDigest() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Returns octets that differ when one of these does. */
  static byte[] of(
      String service,
      Optional<ApplicationProtocol> protocol,
      ServerCertificate certificate,
      Optional<ClientVerifier> clients)
      throws SSLException {
    PolicyDigest policy = new PolicyDigest();
    policy.add(service.getBytes(StandardCharsets.UTF_8));
    policy.add(protocol.map(ApplicationProtocol::bytes).orElse(new byte[0]));
    try {
      policy.add(certificate.chain().get(0).getEncoded());
      policy.add(new byte[] {(byte) (clients.isPresent() ? 1 : 0)});
      if (clients.isPresent()) {
        for (X509Certificate authority : clients.get().authorities()) {
          policy.add(authority.getEncoded());
        }
      }
    } catch (CertificateEncodingException e) {
      throw new SSLException("a certificate cannot be encoded", e);
    }
    return policy.digest.digest();
  }

  /** With the length in front, so that no two lists of parts give the same octets. */
  private void add(byte[] part) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
    digest.update(part);
  }
}
