package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.Builtin;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.Spelling;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The services by name, for what refers to them. */
final class ServiceNames {
  private final Map<String, Service> services = new LinkedHashMap<>();

  ServiceNames(List<Service> services) {
    services.forEach(service -> this.services.put(service.name(), service));
  }

  Optional<Service> find(String name) {
    return Optional.ofNullable(services.get(name));
  }

  boolean anyOptsInToTcpmux() {
    return services.values().stream().anyMatch(Service::tcpmux);
  }

  /** Returns the name of the service that answers clients without ALPN. */
  String asDefault(String written) {
    String name = ServiceIds.parse(written).toString();
    Service service = services.get(name);
    if (service == null) {
      throw new IllegalArgumentException(
          "there is no service \"" + name + '"' + Spelling.hint(name, services.keySet()));
    }
    // RFC 8737 §3: a validation names itself; who names nothing does not validate.
    if (service.protocols().contains(ApplicationProtocol.ACME_TLS_1)) {
      throw new IllegalArgumentException("acme-tls/1 cannot be the default service");
    }
    if (service.builtin().equals(Optional.of(Builtin.SERVICES))) {
      throw new IllegalArgumentException("alpnmux.services/1 cannot be the default service");
    }
    return name;
  }
}
