package dev.alpnmux.gateway.route;

import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** ClientHellos as records: what a table decides on. */
final class Hellos {
  private static final List<Integer> BOTH_VERSIONS =
      List.of(ClientHello.TLS_1_3, ClientHello.TLS_1_2);

  private Hellos() {}

  /** A hello that names a server and offers ids in their written form. */
  static ClientHello hello(String serverName, String... ids) {
    return hello(Optional.of(serverName), Optional.of(protocols(ids)), BOTH_VERSIONS);
  }

  static ClientHello namelessHello(String... ids) {
    return hello(Optional.empty(), Optional.of(protocols(ids)), BOTH_VERSIONS);
  }

  static ClientHello helloWithoutAlpn(String serverName) {
    return hello(Optional.of(serverName), Optional.empty(), BOTH_VERSIONS);
  }

  static ClientHello namelessHelloWithoutAlpn() {
    return hello(Optional.empty(), Optional.empty(), BOTH_VERSIONS);
  }

  /** The same hello with other versions. */
  static ClientHello withVersions(ClientHello hello, Integer... versions) {
    return hello(hello.serverName(), hello.protocols(), List.of(versions));
  }

  /** The same hello with other ids. */
  static ClientHello withProtocols(ClientHello hello, List<ApplicationProtocol> protocols) {
    return hello(hello.serverName(), Optional.of(protocols), hello.versions());
  }

  static List<ApplicationProtocol> protocols(String... ids) {
    return Stream.of(ids).map(ApplicationProtocol::parse).toList();
  }

  private static ClientHello hello(
      Optional<String> serverName,
      Optional<List<ApplicationProtocol>> protocols,
      List<Integer> versions) {
    return new ClientHello(serverName, protocols, versions, List.of(0x1301), List.of(0x0403));
  }
}
