package dev.alpnmux.gateway.route;

import dev.alpnmux.spec.ServerNamePattern;
import java.util.List;
import java.util.stream.Stream;

/** Services of a test, made of what a table looks at. */
final class Services {
  private Services() {}

  /** A terminated service reached by its own name under every known server name. */
  static Service service(String name) {
    return of(name, ServiceMode.TERMINATE, false);
  }

  static Service passthrough(String name) {
    return of(name, ServiceMode.PASSTHROUGH, false);
  }

  /** A passthrough service that takes any valid server name. */
  static Service underAnyName(String name) {
    return of(name, ServiceMode.PASSTHROUGH, true);
  }

  /** The same service reached by other ids. */
  static Service by(Service service, String... ids) {
    return copy(service, List.of(ids), service.serverNames());
  }

  /** The same service bound to server names. */
  static Service under(Service service, String... names) {
    List<String> ids = service.protocols().stream().map(Object::toString).toList();
    return copy(service, ids, patterns(names));
  }

  static List<ServerNamePattern> patterns(String... names) {
    return Stream.of(names).map(name -> ServerNamePattern.parse(name).orElseThrow()).toList();
  }

  private static Service of(String name, ServiceMode mode, boolean anyServerName) {
    return Service.named(name)
        .mode(mode)
        .anyServerName(anyServerName)
        .upstreams(List.of(new Upstream.Tcp("127.0.0.1", 7)))
        .build();
  }

  private static Service copy(Service service, List<String> ids, List<ServerNamePattern> names) {
    return service.toBuilder()
        .protocols(Hellos.protocols(ids.toArray(String[]::new)))
        .serverNames(names)
        .build();
  }
}
