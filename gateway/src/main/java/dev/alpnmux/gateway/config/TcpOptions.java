package dev.alpnmux.gateway.config;

import java.time.Duration;

/**
 * How the system treats the TCP connections of a listener. The data path {@code portable} has only
 * the first of them.
 *
 * @param keepAlive whether silent clients are probed, so that those that are gone are noticed
 * @param deferAccept how long the system keeps a client to itself that has connected and says
 *     nothing; zero means that it is accepted at once
 * @param fastOpenQueue how many clients may send their hello in the SYN (RFC 7413) and wait to be
 *     accepted; 0 means none
 * @param reusesPort whether this process may listen beside another one that has the port
 */
public record TcpOptions(
    boolean keepAlive, Duration deferAccept, int fastOpenQueue, boolean reusesPort) {
  /** Probed, kept back for a second while silent, no Fast Open, the port for itself. */
  public static final TcpOptions DEFAULT = new TcpOptions(true, Duration.ofSeconds(1), 0, false);
}
