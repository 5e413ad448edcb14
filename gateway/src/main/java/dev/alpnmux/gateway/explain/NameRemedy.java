package dev.alpnmux.gateway.explain;

import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ServerName;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What to do about a server name that is missing or unknown. */
final class NameRemedy {
  private final List<String> known;

  /**
   * @param certificateNames the names of all certificates
   */
  NameRemedy(List<Service> services, Collection<ServerNamePattern> certificateNames) {
    known =
        Stream.concat(
                certificateNames.stream(), services.stream().flatMap(s -> s.serverNames().stream()))
            .map(ServerNamePattern::toString)
            .distinct()
            .sorted()
            .toList();
  }

  String forNone(String listener) {
    return "have the client send a server name ("
        + ShortList.of(known)
        + "), or take requireServerName from listener "
        + listener;
  }

  String forUnknown(Optional<ClientHello> hello) {
    String written = hello.flatMap(ClientHello::writtenServerName).orElse("");
    boolean isName = hello.flatMap(ClientHello::serverName).flatMap(ServerName::parse).isPresent();
    return (isName ? "unknown name " : "no host name: ")
        + written
        + ShortList.guess(written, known)
        + "; known names: "
        + ShortList.of(known);
  }
}
