package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.tls.ServerCertificate;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The certificates in {@code status-1.json}. */
final class CertificateStatus {
  private CertificateStatus() {}

  static JsonArray of(List<ServerCertificate> certificates, Instant now) {
    return new JsonArray(
        certificates.stream().limit(Json.SHOWN_MAX).map(c -> describe(c, now)).toList());
  }

  private static JsonObject describe(ServerCertificate certificate, Instant now) {
    X509Certificate leaf = certificate.chain().get(0);
    Instant end = leaf.getNotAfter().toInstant();
    return new JsonObject()
        .put("file", certificate.file())
        .put("names", Json.texts(certificate.names()))
        .put("issuer", leaf.getIssuerX500Principal().getName())
        .put("notBefore", Json.time(leaf.getNotBefore().toInstant()))
        .put("notAfter", Json.time(end))
        // Of one that has ended an hour ago, not a day is left.
        .put("daysLeft", Math.floorDiv(Duration.between(now, end).toSeconds(), 86_400));
  }
}
