package dev.alpnmux.spec;

/**
 * What is known of an ALPN id: a row of the registry that {@link ProtocolRegistry} reads.
 *
 * @param id the id
 * @param name what it stands for, as the registry of IANA calls it
 * @param reference where it is specified; empty for many that are not registered
 * @param carriage what carries the protocol
 * @param clientSpeaksFirst whether the server waits for the client; otherwise it greets whoever
 *     comes, and may take what a stranger sends for its own protocol
 * @param directTls whether the protocol itself begins with TLS, where it has any
 * @param status whether it is registered
 * @param notes what else should be known; may be empty
 */
public record KnownProtocol(
    ApplicationProtocol id,
    String name,
    String reference,
    Carriage carriage,
    boolean clientSpeaksFirst,
    boolean directTls,
    Status status,
    String notes) {
  /** What carries a protocol. */
  public enum Carriage {
    TLS,
    DTLS,
    /** TLS or DTLS. */
    TLS_OR_DTLS,
    QUIC,
    ANY,
    /** Nothing that negotiates: the id never stands in a handshake. */
    CLEAR;

    /** Whether a client of a TLS port can have reason to offer the id. */
    public boolean isTls() {
      return this == TLS || this == TLS_OR_DTLS || this == ANY;
    }
  }

  /** What the registry of IANA says of an id. */
  public enum Status {
    REGISTERED,
    /** For nobody (RFC 8701). */
    RESERVED,
    /** Registered, and out of use. */
    HISTORIC,
    /** Not registered, but used under this name. */
    PRIVATE
  }
}
