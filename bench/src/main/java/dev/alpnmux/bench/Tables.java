package dev.alpnmux.bench;

import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Route tables of any size, and hellos that they have a service for. */
final class Tables {
  private static final Upstream UPSTREAM = new Upstream.Tcp("127.0.0.1", 7);

  private Tables() {}

  /** Services by an id each, each bound to so many names of its own; or to none, with no names. */
  static RouteTable of(int services, int namesPerService) {
    List<Service> all =
        IntStream.range(0, services).mapToObj(i -> service(i, namesPerService)).toList();
    List<ServerNamePattern> certificateNames =
        namesPerService > 0
            ? all.stream().flatMap(service -> service.serverNames().stream()).toList()
            : Stream.of(ServerNamePattern.parse("gw.example.com").orElseThrow()).toList();
    return RouteTable.of(all, certificateNames);
  }

  /**
   * What a client of this service sends; its name is one of the service's own, or the common one.
   */
  static ClientHello hello(int service, int namesPerService, int name) {
    String serverName = namesPerService > 0 ? name(service, name) : "gw.example.com";
    return new ClientHello(
        Optional.of(serverName),
        Optional.of(List.of(protocol(service))),
        List.of(ClientHello.TLS_1_3, ClientHello.TLS_1_2),
        List.of(0x1301),
        List.of(0x0403));
  }

  private static Service service(int index, int namesPerService) {
    List<ServerNamePattern> names =
        IntStream.range(0, namesPerService)
            .mapToObj(name -> ServerNamePattern.parse(name(index, name)).orElseThrow())
            .toList();
    return Service.named("service-" + index)
        .protocols(List.of(protocol(index)))
        .serverNames(names)
        .upstreams(List.of(UPSTREAM))
        .build();
  }

  private static ApplicationProtocol protocol(int service) {
    return new ApplicationProtocol("service-" + service);
  }

  private static String name(int service, int name) {
    return "name-" + name + ".service-" + service + ".example.com";
  }
}
