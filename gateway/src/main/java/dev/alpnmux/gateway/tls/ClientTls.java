package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.spec.ProxyTls;
import dev.alpnmux.spec.ProxyTls.Proof;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** Says of a client's TLS what those behind the gateway are told, alike for every engine. */
public final class ClientTls {
  /** RFC 5280, appendix A.1 allows 64 characters; a longer name is left out, and never cut. */
  private static final int COMMON_NAME_MAX = 64;

  private ClientTls() {}

  /**
   * Returns what is known of the session of a finished handshake. An engine does not tell whether a
   * session is resumed, and so a certificate is only said to belong to the session.
   *
   * @param client the certificate that was verified, if any
   */
  public static ProxyTls of(SSLSession session, Optional<ClientCertificate> client) {
    return of(session.getProtocol(), session.getCipherSuite(), Proof.RESUMED, client);
  }

  /**
   * Returns what is known of a finished handshake.
   *
   * @param cipher the name of the cipher suite, as OpenSSL or as the RFCs write it
   * @param proof how the client has proved itself, if it has a certificate
   * @param client the certificate that was verified, if any
   */
  public static ProxyTls of(
      String version, String cipher, Proof proof, Optional<ClientCertificate> client) {
    return new ProxyTls(
        version,
        CipherName.of(cipher),
        client.isPresent() ? proof : Proof.NONE,
        client
            .flatMap(ClientCertificate::commonName)
            .filter(name -> name.length() <= COMMON_NAME_MAX));
  }
}
