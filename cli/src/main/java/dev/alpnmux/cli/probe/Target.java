package dev.alpnmux.cli.probe;

import dev.alpnmux.spec.ApplicationProtocol;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is probed, and what its operator has said about it.
 *
 * @param host as given, to verify the server by where it has no name
 * @param address where it listens
 * @param serverName what to send; nothing for an address
 * @param services ids that lead to services there, the first one to try things with
 * @param patience how long to wait for a connection, and for an answer
 * @param helloTimeout the longest that a server may wait for a hello
 * @param hasDefaultService whether a client without ALPN may be served
 * @param request what the first service answers once the client has ended
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
record Target(
    String host,
    InetSocketAddress address,
    Optional<String> serverName,
    List<ApplicationProtocol> services,
    Duration patience,
    Duration helloTimeout,
    boolean hasDefaultService,
    Optional<byte[]> request) {
  /** Returns where it is, as it was given. */
  String where() {
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + address.getPort();
  }

  /** Says where it is, as it was given and as it was found. */
  @Override
  public String toString() {
    return where() + " (" + address.getAddress().getHostAddress() + ')';
  }
}
