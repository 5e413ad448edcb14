package dev.alpnmux.gateway.route;

import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.spec.Refusal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Which service each TCPMUX name stands for, among those that opt in: an immutable snapshot, and a
 * pure function of it.
 */
public final class TcpmuxTable {
  // RFC 1078: the case of a name does not count.
  private final Map<String, Route> routes = new LinkedHashMap<>();

  /**
   * @param services no two of those that opt in have the same name but for its case
   */
  TcpmuxTable(List<Service> services) {
    services.stream()
        .filter(Service::tcpmux)
        .forEach(service -> routes.put(key(service.name()), routeTo(service)));
  }

  /** A client that speaks no ALPN gets what the service prefers, as of a default service. */
  private static Route routeTo(Service service) {
    return new Route(service, service.protocols().get(0));
  }

  private static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * Decides for a client with this address. A service that does not let it in is not there for it:
   * only the reason tells that from an unknown name.
   */
  public Decision decide(String name, IpAddress client) {
    Route route = routes.get(key(name));
    return route == null || route.service().from().admit(client)
        ? decide(name)
        : refuse(Refusal.ADDRESS_DENIED);
  }

  /** Decides for a client that no service keeps out. */
  public Decision decide(String name) {
    Route route = routes.get(key(name));
    return route == null
        ? refuse(Refusal.UNKNOWN_SERVICE)
        : new Decision.Forward(route, Optional.empty(), Optional.empty());
  }

  private static Decision refuse(Refusal refusal) {
    return new Decision.Refuse(refusal, Refusal.UNKNOWN_SERVICE.alert());
  }

  /** The names of the public services that are there for a client, in the order of the file. */
  public List<String> publicNames(IpAddress client) {
    return routes.values().stream()
        .map(Route::service)
        .filter(service -> service.isPublic() && service.from().admit(client))
        .map(Service::name)
        .toList();
  }
}
