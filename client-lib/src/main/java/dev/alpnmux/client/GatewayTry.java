package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Phase;
import java.net.InetSocketAddress;
import java.time.Duration;

/** One address of a gateway, tried by somebody else's TCP connection. Thread-safe. */
final class GatewayTry {
  private static final long NOT_YET = -1;

  private final Candidate candidate;
  private final InetSocketAddress address;
  private final Duration lookup;
  private final Deadline deadline;
  private final long startNanos = System.nanoTime();
  private volatile long tcpNanos = NOT_YET;

  GatewayTry(Candidate candidate, InetSocketAddress address, Duration lookup, Deadline deadline) {
    this.candidate = candidate;
    this.address = address;
    this.lookup = lookup;
    this.deadline = deadline;
  }

  Candidate candidate() {
    return candidate;
  }

  GatewayAddress gateway() {
    return candidate.address();
  }

  InetSocketAddress address() {
    return address;
  }

  Deadline deadline() {
    return deadline;
  }

  void connected() {
    tcpNanos = System.nanoTime() - startNanos;
  }

  Phase phase() {
    return tcpNanos == NOT_YET ? Phase.TCP : Phase.TLS;
  }

  Timings timings() {
    long tcp = Math.max(0, tcpNanos);
    long handshake = System.nanoTime() - startNanos - tcp;
    return new Timings(lookup, Duration.ofNanos(tcp), Duration.ofNanos(handshake));
  }
}
