package dev.alpnmux.gateway.explain;

import dev.alpnmux.gateway.explain.Remedy.Case;
import dev.alpnmux.gateway.route.Decision;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.RouteTable;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** What to do about an offer that leads to no service, or to more than one. */
final class OfferRemedy {
  private final List<Service> services;
  private final RouteTable routes;

  OfferRemedy(List<Service> services, RouteTable routes) {
    this.services = services;
    this.routes = routes;
  }

  /** Returns what to do about a refusal for what the client offered or asked for. */
  String of(Case refused, ListenerRules rules) {
    if (refused.line().isPresent()) {
      return forLine(new ApplicationProtocol(refused.line().get()).toString());
    }
    return switch (refused.refusal()) {
      case NO_PROTOCOL -> forNone(served(refused, rules));
      case SERVICE_ELSEWHERE -> forElsewhere(refused);
      case ACME_NOT_ALONE -> "have the client offer acme-tls/1 alone, or leave it out";
      case AMBIGUOUS_OFFER -> forAmbiguous(refused);
      default -> forUnknown(refused, served(refused, rules));
    };
  }

  /** Returns the service that a client without an address to hold against it would get. */
  Optional<String> meant(Case refused, ListenerRules rules) {
    Optional<Decision> decision =
        refused
            .line()
            .map(line -> routes.tcpmux().decide(line))
            .or(() -> refused.hello().map(hello -> routes.decide(hello, rules)));
    return decision.flatMap(
        d -> d.fold(f -> Optional.of(f.route().service().name()), r -> Optional.empty()));
  }

  private String forLine(String asked) {
    List<String> names = services.stream().filter(Service::tcpmux).map(Service::name).toList();
    return "the client asked for "
        + asked
        + ShortList.guess(asked, names)
        + "; TCPMUX clients reach "
        + ShortList.of(names);
  }

  private static String forNone(List<String> served) {
    return "no ALPN: name the service, e.g. openssl s_client -alpn "
        + served.stream().findFirst().orElse("ID");
  }

  private static String forUnknown(Case refused, List<String> served) {
    String hint =
        offered(refused)
            .map(id -> ShortList.guess(id, served))
            .filter(Predicate.not(String::isEmpty))
            .findFirst()
            .orElse("");
    return offer(refused)
        + hint
        + "; "
        + name(refused).map(name -> name + " serves ").orElse("without a server name there is ")
        + ShortList.of(served);
  }

  private String forElsewhere(Case refused) {
    List<String> names =
        services.stream()
            .filter(service -> isOffered(service, refused))
            .flatMap(service -> service.serverNames().stream())
            .map(ServerNamePattern::toString)
            .distinct()
            .toList();
    return names.isEmpty()
        ? offer(refused) + ", which is here, but no certificate covers " + name(refused).orElse("-")
        : offer(refused)
            + ", which is under "
            + ShortList.of(names)
            + ", not "
            + name(refused).map(name -> "under " + name).orElse("without a server name");
  }

  private String forAmbiguous(Case refused) {
    return offer(refused)
        + ", which lead to the services "
        + ShortList.of(
            services.stream().filter(s -> isOffered(s, refused)).map(Service::name).toList())
        + "; have it offer the ids of one";
  }

  private static boolean isOffered(Service service, Case refused) {
    return refused
        .hello()
        .flatMap(ClientHello::protocols)
        .map(ids -> ids.stream().anyMatch(service.protocols()::contains))
        .orElse(false);
  }

  /** The ids that this client would be served by, one at a time. */
  private List<String> served(Case refused, ListenerRules rules) {
    return refused.hello().stream()
        .flatMap(hello -> routes.reachable(hello, rules, refused.client()).stream())
        .map(route -> route.protocol().toString())
        .distinct()
        .toList();
  }

  private static String offer(Case refused) {
    return "the client offered " + ShortList.of(offered(refused).toList());
  }

  private static Stream<String> offered(Case refused) {
    return refused.hello().flatMap(ClientHello::protocols).stream()
        .flatMap(List::stream)
        .filter(Predicate.not(ApplicationProtocol::isGrease))
        .map(ApplicationProtocol::toString);
  }

  private static Optional<String> name(Case refused) {
    return refused.hello().flatMap(ClientHello::writtenServerName);
  }
}
