package dev.alpnmux.gateway.check;

import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.UpstreamTls;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Set;

/** What a service says of TLS with its upstreams, in the words of Vert.x. */
final class UpstreamTlsOptions {
  private UpstreamTlsOptions() {}

  /** Returns options that verify the upstream, and offer it the first id of the service. */
  static ClientSSLOptions of(Service service) {
    ClientSSLOptions options =
        new ClientSSLOptions()
            .setHostnameVerificationAlgorithm("HTTPS")
            .setEnabledSecureTransportProtocols(Set.of("TLSv1.3", "TLSv1.2"))
            .setUseAlpn(true)
            .setApplicationLayerProtocols(List.of(service.protocols().get(0).octets()));
    UpstreamTls tls = service.upstreamTls();
    if (!tls.authorities().isEmpty()) {
      options.setTrustOptions(trust(tls.authorities()));
    }
    tls.identity().ifPresent(identity -> options.setKeyCertOptions(proof(identity)));
    return options;
  }

  private static PemTrustOptions trust(List<X509Certificate> authorities) {
    PemTrustOptions trust = new PemTrustOptions();
    authorities.forEach(authority -> trust.addCertValue(pem(authority)));
    return trust;
  }

  private static PemKeyCertOptions proof(UpstreamTls.Identity identity) {
    Buffer chain = Buffer.buffer();
    identity.chain().forEach(certificate -> chain.appendBuffer(pem(certificate)));
    return new PemKeyCertOptions()
        .addCertValue(chain)
        .addKeyValue(pem("PRIVATE KEY", identity.key().getEncoded()));
  }

  private static Buffer pem(X509Certificate certificate) {
    try {
      return pem("CERTIFICATE", certificate.getEncoded());
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be written", e);
    }
  }

  private static Buffer pem(String what, byte[] der) {
    byte[] newLine = "\n".getBytes(StandardCharsets.US_ASCII);
    return Buffer.buffer("-----BEGIN " + what + "-----\n")
        .appendBytes(Base64.getMimeEncoder(64, newLine).encode(der))
        .appendString("\n-----END " + what + "-----\n");
  }
}
