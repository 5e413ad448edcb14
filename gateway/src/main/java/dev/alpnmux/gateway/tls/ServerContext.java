package dev.alpnmux.gateway.tls;

import io.netty.handler.ssl.SslContext;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** A TLS context for the clients of one policy, with the ticket keys of this time. Thread-safe. */
final class ServerContext {
  private final SslContext context;
  private final TlsTermination termination;
  private final ServerPolicy policy;
  private final TicketKeys ticketKeys;
  private volatile long generation;

  ServerContext(TlsTermination termination, ServerPolicy policy, TicketKeys ticketKeys)
      throws SSLException {
    this.context = termination.server(policy);
    this.termination = termination;
    this.policy = policy;
    this.ticketKeys = ticketKeys;
    renewKeys();
  }

  private synchronized void renewKeys() {
    // Read first: keys that change meanwhile are given once more, and never missed.
    long current = ticketKeys.generation();
    termination.useTicketKeys(context, ticketKeys.of(policy.digest()));
    generation = current;
  }

  /** Returns the context for one more handshake. */
  SslContext context() {
    if (generation != ticketKeys.generation()) {
      renewKeys();
    }
    return context;
  }

  TlsTermination termination() {
    return termination;
  }

  /** Who judges the certificates of the clients, if they need any. */
  Optional<ClientVerifier> clients() {
    return policy.clients();
  }
}
