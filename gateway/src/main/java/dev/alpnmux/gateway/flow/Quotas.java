package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.address.IpAddress;
import java.security.SecureRandom;

/** What connections take of the limits, over all event loops and reloads. Thread-safe. */
final class Quotas {
  private static final long STARTED_NANOS = System.nanoTime();

  /** A client address at one service. */
  record ServiceClient(String service, IpAddress client) {}

  private final Occupancy<IpAddress> clients = new Occupancy<>();
  private final Occupancy<IpAddress> pendingUpstreams = new Occupancy<>();
  private final Occupancy<String> services = new Occupancy<>();
  private final Occupancy<ServiceClient> serviceClients = new Occupancy<>();
  private final HandshakeRate handshakes =
      new HandshakeRate(() -> System.nanoTime() - STARTED_NANOS, new SecureRandom().nextLong());

  Occupancy<IpAddress> clients() {
    return clients;
  }

  Occupancy<IpAddress> pendingUpstreams() {
    return pendingUpstreams;
  }

  Occupancy<String> services() {
    return services;
  }

  Occupancy<ServiceClient> serviceClients() {
    return serviceClients;
  }

  HandshakeRate handshakes() {
    return handshakes;
  }
}
