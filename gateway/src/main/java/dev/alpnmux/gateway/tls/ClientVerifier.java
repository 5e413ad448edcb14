package dev.alpnmux.gateway.tls;

import dev.alpnmux.spec.Refusal;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Judges the certificates that the clients of one service show. Thread-safe; does not block. */
public interface ClientVerifier {
  /**
   * Returns why a client with this certificate gets no service, or nothing when it does.
   *
   * @param chain what the client has shown, its own certificate first; at least one
   */
  Optional<Refusal> judge(List<X509Certificate> chain);

  /** Returns the authorities that clients are told of, so that they can choose a certificate. */
  List<X509Certificate> authorities();
}
