package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.route.ClientPolicy;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.spec.ApplicationProtocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What a session may be resumed for: a service, the id that is acknowledged, a certificate, and
 * which clients are let in. Gateways with equal policies have equal digests. Server names are not
 * part of it: those that one certificate covers may share a session.
 */
public final class PolicyDigest {
  private final byte[] octets;

  private PolicyDigest(byte[] octets) {
    this.octets = octets;
  }

  /** Returns the digest of a policy. */
  public static PolicyDigest of(
      Service service, Optional<ApplicationProtocol> acknowledged, ServerCertificate certificate) {
    MessageDigest digest = sha256();
    add(digest, service.name().getBytes(StandardCharsets.UTF_8));
    addAll(digest, acknowledged.stream().map(ApplicationProtocol::bytes).toList());
    add(digest, fingerprint(certificate.chain().get(0)));
    // None and one that lets everybody in are two policies: only one asks for a certificate.
    addAll(digest, service.clients().map(PolicyDigest::authorities).orElse(List.of()));
    addAll(digest, service.clients().map(PolicyDigest::allow).orElse(List.of()));
    addAll(digest, service.clients().map(PolicyDigest::revocationLists).orElse(List.of()));
    return new PolicyDigest(digest.digest());
  }

  /** Returns its 32 octets, of SHA-256. */
  public byte[] octets() {
    return octets.clone();
  }

  /** The order in a file means nothing. */
  private static List<byte[]> authorities(ClientPolicy clients) {
    return clients.authorities().stream()
        .map(PolicyDigest::fingerprint)
        .sorted(Arrays::compareUnsigned)
        .toList();
  }

  private static List<byte[]> allow(ClientPolicy clients) {
    return clients.allow().stream()
        .map(Object::toString)
        .sorted()
        .map(pattern -> pattern.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  /** Who is revoked resumes nothing: what a list that was replaced has let in ends with it. */
  private static List<byte[]> revocationLists(ClientPolicy clients) {
    return clients.revocationLists().stream()
        .map(list -> sha256().digest(list.encoded()))
        .sorted(Arrays::compareUnsigned)
        .toList();
  }

  private static void addAll(MessageDigest digest, List<byte[]> parts) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(parts.size()).flip());
    parts.forEach(part -> add(digest, part));
  }

  /** Each part says how long it is: no two policies make the same octets. */
  private static void add(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).flip());
    digest.update(part);
  }

  private static byte[] fingerprint(X509Certificate certificate) {
    try {
      return sha256().digest(certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalArgumentException("a certificate that was read can be written", e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PolicyDigest digest && Arrays.equals(octets, digest.octets);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(octets);
  }

  @Override
  public String toString() {
    return "PolicyDigest[" + HexFormat.of().formatHex(octets) + "]";
  }
}
