package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.gateway.events.Limit;
import dev.alpnmux.gateway.flow.Occupancy.Place;
import dev.alpnmux.gateway.flow.Quotas.ServiceClient;
import dev.alpnmux.gateway.route.ClientLimits;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceLimits;
import java.util.Optional;

/**
 * What one connection takes of the limits, until it gives it back. Each step returns the limit that
 * forbids it, or nothing. Only for the event loop.
 */
final class Quota {
  private final Quotas shared;
  private final ClientLimits limits;
  private final IpAddress client;
  private Place ofClient = Place.UNCOUNTED;
  private Place ofService = Place.UNCOUNTED;
  private Place ofServiceClient = Place.UNCOUNTED;
  private Place ofPendingUpstreams = Place.UNCOUNTED;

  Quota(Quotas shared, ClientLimits limits, IpAddress address) {
    this.shared = shared;
    this.limits = limits;
    this.client = address.client();
  }

  /** The client has connected. */
  Optional<Limit> arrive() {
    Optional<Place> place = shared.clients().take(client, limits.connectionsMax());
    if (place.isEmpty()) {
      return Optional.of(Limit.CONNECTIONS_PER_CLIENT);
    }
    ofClient = place.get();
    return shared.handshakes().admits(client, limits.handshakesPerSecond())
        ? Optional.empty()
        : Optional.of(Limit.HANDSHAKES_PER_SECOND);
  }

  /** It is to be given to this service. */
  Optional<Limit> enter(Service service) {
    ServiceLimits max = service.limits();
    Optional<Place> place = shared.services().take(service.name(), max.connectionsMax());
    if (place.isEmpty()) {
      return Optional.of(Limit.SERVICE_CONNECTIONS);
    }
    ofService = place.get();
    Optional<Place> placeOfClient =
        shared
            .serviceClients()
            .take(new ServiceClient(service.name(), client), max.connectionsPerClientMax());
    placeOfClient.ifPresent(taken -> ofServiceClient = taken);
    return placeOfClient.isPresent()
        ? Optional.empty()
        : Optional.of(Limit.SERVICE_CONNECTIONS_PER_CLIENT);
  }

  /** An upstream is to be connected for a client that has not finished its handshake. */
  Optional<Limit> connectEarly() {
    Optional<Place> place = shared.pendingUpstreams().take(client, limits.pendingUpstreamsMax());
    place.ifPresent(taken -> ofPendingUpstreams = taken);
    return place.isPresent() ? Optional.empty() : Optional.of(Limit.PENDING_UPSTREAMS);
  }

  /** The connection has reached its service, or will not. */
  void settle() {
    ofPendingUpstreams.leave();
  }

  /** The connection is over. */
  void leave() {
    settle();
    ofServiceClient.leave();
    ofService.leave();
    ofClient.leave();
  }
}
