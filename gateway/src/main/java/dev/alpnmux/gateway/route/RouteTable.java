package dev.alpnmux.gateway.route;

import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.gateway.route.NameScope.RankedRoute;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.ServerName;
import dev.alpnmux.spec.ServerNamePattern;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which service each ClientHello names: an immutable snapshot, and a pure function of it. The cost
 * of a decision grows with the ids that the client offers, not with the services that exist: what
 * is known of a name stands in one scope, so that a large table is looked up in once.
 */
public final class RouteTable {
  // By the text of the name, not by ServerName: one memory access less in a large table.
  private final Map<String, NameScope> exact = new HashMap<>();
  private final Map<String, NameScope> wildcard = new HashMap<>(); // by the part behind "*."
  private final NameScope anyName = new NameScope();
  private final NameScope unbound = new NameScope();
  private final NameScope unboundPassthrough = new NameScope();
  private final Set<ApplicationProtocol> protocols = new HashSet<>();
  private final Map<String, Service> services = new LinkedHashMap<>(); // as in the file
  private final TcpmuxTable tcpmux;
  private boolean acceptsEveryName;
  private boolean hidesServices;

  /**
   * What is decided on.
   *
   * @param client whom services may not be there for; nothing sees all of them
   */
  private record Question(ClientHello hello, ListenerRules rules, @Nullable IpAddress client) {
    boolean sees(Service service) {
      return client == null || service.from().admit(client);
    }

    Question withDefaultService(Optional<String> service) {
      return new Question(hello, rules.withDefaultService(service), client);
    }
  }

  private RouteTable(List<Service> services) {
    tcpmux = new TcpmuxTable(services);
  }

  /**
   * Returns the table of these services, which are preferred in this order.
   *
   * @param services no two of them have an id in common at one level of one server name
   * @param certificateNames the names of all certificates; with the services' own names they are
   *     the known ones. If there is no name at all and every service is passthrough, every valid
   *     name is known.
   */
  public static RouteTable of(
      List<Service> services, Collection<ServerNamePattern> certificateNames) {
    RouteTable table = new RouteTable(services);
    certificateNames.forEach(name -> table.scopeOf(name).cover());
    int order = 0;
    for (Service service : services) {
      table.services.put(service.name(), service);
      table.hidesServices |= !service.from().admitEverybody();
      for (ApplicationProtocol protocol : service.protocols()) {
        table.protocols.add(protocol);
        table.add(new Route(service, protocol), order++);
      }
    }
    // A certificate without a DNS name makes no name known: it must not make every name known.
    table.acceptsEveryName =
        table.exact.isEmpty()
            && table.wildcard.isEmpty()
            && services.stream().allMatch(s -> s.mode() == ServiceMode.PASSTHROUGH);
    return table;
  }

  /** What the same services are to TCPMUX clients. */
  public TcpmuxTable tcpmux() {
    return tcpmux;
  }

  /** The more specific name wins, then the order of the file: both make up the rank. */
  private void add(Route route, int order) {
    Service service = route.service();
    RankedRoute underExact = new RankedRoute(route, 0, order);
    RankedRoute underWildcard = new RankedRoute(route, 1, order);
    for (ServerNamePattern name : service.serverNames()) {
      scopeOf(name).add(name.isWildcard() ? underWildcard : underExact);
    }
    if (service.anyServerName()) {
      anyName.add(new RankedRoute(route, 2, order));
    }
    if (!service.isBoundToNames()) {
      RankedRoute unboundRoute = new RankedRoute(route, 3, order);
      unbound.add(unboundRoute);
      if (service.mode() == ServiceMode.PASSTHROUGH) {
        unboundPassthrough.add(unboundRoute);
      }
    }
  }

  /** The scope of a name, which is known from now on. */
  private NameScope scopeOf(ServerNamePattern name) {
    return (name.isWildcard() ? wildcard : exact)
        .computeIfAbsent(name.name().value(), n -> new NameScope());
  }

  /**
   * Decides for a client with this address. A service that does not let it in is not there for it:
   * whatever the client offers, it gets the answer that it would get without that service. Only the
   * reason tells them apart.
   */
  public Decision decide(ClientHello hello, ListenerRules rules, IpAddress client) {
    Decision decision = judge(new Question(hello, rules, client));
    // For every client without the service that it named, so that the time tells nothing either.
    return hidesServices && !isPlain(decision)
        ? withReason(decision, judge(new Question(hello, rules, null)))
        : decision;
  }

  private static boolean isPlain(Decision decision) {
    return decision instanceof Decision.Forward forward && forward.reported().isEmpty();
  }

  private static Decision withReason(Decision decision, Decision forEverybody) {
    return decision.fold(
        forward -> isPlain(forEverybody) ? forward.reportedAs(Refusal.ADDRESS_DENIED) : forward,
        refuse ->
            forEverybody instanceof Decision.Forward
                ? new Decision.Refuse(Refusal.ADDRESS_DENIED, refuse.alert())
                : refuse);
  }

  /** Decides for a client that no service keeps out. */
  public Decision decide(ClientHello hello, ListenerRules rules) {
    return judge(new Question(hello, rules, null));
  }

  /**
   * Returns the services that a client gets from this listener when it names them, by their ids: it
   * has this address, sends the server name of this hello, and offers one id alone. The cost grows
   * with the services that exist.
   *
   * @return in the order of the services, and of the ids within one
   */
  public List<Route> reachable(ClientHello hello, ListenerRules rules, IpAddress client) {
    return services.values().stream()
        .flatMap(service -> service.protocols().stream().map(id -> new Route(service, id)))
        .filter(route -> leadsTo(route, new Question(offering(hello, route), rules, client)))
        .toList();
  }

  private static ClientHello offering(ClientHello hello, Route route) {
    return new ClientHello(
        hello.serverName(),
        Optional.of(List.of(route.protocol())),
        hello.versions(),
        hello.cipherSuites(),
        hello.signatureSchemes());
  }

  private boolean leadsTo(Route route, Question question) {
    return decide(question).fold(forward -> forward.route().equals(route), refuse -> false);
  }

  private Decision judge(Question question) {
    return question.rules().strictness() == Strictness.REPORT
        ? decide(question.withDefaultService(Optional.empty()))
            .fold(forward -> forward, refuse -> report(question, refuse))
        : decide(question);
  }

  /** Returns the default service for a client that is refused, if the reason may be ignored. */
  private Decision report(Question question, Decision.Refuse refuse) {
    Optional<Service> service =
        question
            .rules()
            .defaultService()
            .map(services::get)
            .filter(question::sees)
            .filter(RouteTable::takesAnyHello);
    if (service.isEmpty() || !isReportable(refuse.refusal(), question.hello())) {
      return refuse;
    }
    Route route = new Route(service.get(), service.get().protocols().get(0));
    Optional<ServerName> name = question.hello().serverName().flatMap(ServerName::parse);
    return new Decision.Forward(route, Optional.empty(), name, Optional.of(refuse.refusal()));
  }

  /** An upstream in passthrough could acknowledge whatever id it is shown. */
  private static boolean takesAnyHello(Service service) {
    return service.mode() != ServiceMode.PASSTHROUGH && !service.isBoundToNames();
  }

  /** RFC 8737 §3: a validation is for nobody but who was asked to prove the name. */
  private static boolean isReportable(Refusal refusal, ClientHello hello) {
    boolean isValidation =
        hello.protocols().filter(ids -> ids.contains(ApplicationProtocol.ACME_TLS_1)).isPresent();
    return Strictness.reported().contains(refusal) && !isValidation;
  }

  /** By the version, then the server name, then the ids: the first failure wins. */
  private Decision decide(Question question) {
    ClientHello hello = question.hello();
    if (!hello.offersUsableVersion()) {
      return refuse(Refusal.TLS_VERSION, hello);
    }
    if (hello.serverName().isEmpty()) {
      return question.rules().requireServerName()
          ? refuse(Refusal.NO_SERVER_NAME, hello)
          : decide(question, Optional.empty(), List.of(unbound));
    }
    Optional<ServerName> name = ServerName.parse(hello.serverName().get());
    if (name.isEmpty()) {
      return refuse(Refusal.UNKNOWN_SERVER_NAME, hello);
    }
    NameScope itself = exact.get(name.get().value());
    NameScope below = wildcardOver(name.get());
    return itself != null || below != null || acceptsEveryName
        ? decide(question, name, scopesOf(itself, below))
        : decideUnknownName(question, name);
  }

  /** A name that nobody declared reaches only the services that take any. */
  private Decision decideUnknownName(Question question, Optional<ServerName> name) {
    Optional<String> defaultService =
        question.rules().defaultService().filter(service -> takesAnyName(services.get(service)));
    Decision decision = decide(question.withDefaultService(defaultService), name, List.of(anyName));
    return decision.fold(
        forward -> forward,
        refuse ->
            refuse.refusal() == Refusal.AMBIGUOUS_OFFER
                ? refuse
                : refuse(Refusal.UNKNOWN_SERVER_NAME, question.hello()));
  }

  private static boolean takesAnyName(@Nullable Service service) {
    return service != null && service.anyServerName();
  }

  private Decision decide(Question question, Optional<ServerName> name, List<NameScope> scopes) {
    Optional<List<ApplicationProtocol>> offered = question.hello().protocols();
    return offered.isEmpty()
        ? decideWithoutProtocols(question, name)
        : decideOffer(question, withoutGrease(offered.get()), name, scopes);
  }

  private Decision decideWithoutProtocols(Question question, Optional<ServerName> name) {
    Optional<Service> service =
        question.rules().defaultService().map(services::get).filter(question::sees);
    if (service.isEmpty()) {
      return refuse(Refusal.NO_PROTOCOL, question.hello());
    }
    if (!isReachable(service.get(), name)) {
      return refuse(Refusal.SERVICE_ELSEWHERE, question.hello());
    }
    Route route = new Route(service.get(), service.get().protocols().get(0));
    return new Decision.Forward(route, Optional.empty(), name);
  }

  private boolean isReachable(Service service, Optional<ServerName> name) {
    if (name.isEmpty()) {
      return !service.isBoundToNames();
    }
    return service.isBoundToNames()
        ? service.anyServerName()
            || service.serverNames().stream().anyMatch(p -> p.matches(name.get()))
        : service.mode() == ServiceMode.PASSTHROUGH
            || isCovered(exact.get(name.get().value()), wildcardOver(name.get()));
  }

  private Decision decideOffer(
      Question question,
      List<ApplicationProtocol> offered,
      Optional<ServerName> name,
      List<NameScope> scopes) {
    RankedRoute best = preferred(question, offered, scopes);
    if (best == null) {
      return refuse(reasonFor(offered), question.hello());
    }
    if (isAmbiguous(best.route().service(), question, offered, scopes)) {
      return refuse(Refusal.AMBIGUOUS_OFFER, question.hello());
    }
    return new Decision.Forward(best.route(), Optional.of(best.route().protocol()), name);
  }

  private static @Nullable RankedRoute preferred(
      Question question, List<ApplicationProtocol> offered, List<NameScope> scopes) {
    RankedRoute best = null;
    // RFC 7301 §3.2: the server's order of preference decides, not the client's.
    for (ApplicationProtocol protocol : offered) {
      RankedRoute found = isEligible(protocol, offered) ? find(question, protocol, scopes) : null;
      if (found != null && (best == null || found.rank() < best.rank())) {
        best = found;
      }
    }
    return best;
  }

  /** RFC 8737 §3: acme-tls/1 is offered alone, or it is not what it says. */
  private static boolean isEligible(
      ApplicationProtocol protocol, List<ApplicationProtocol> offered) {
    return offered.size() == 1 || !protocol.equals(ApplicationProtocol.ACME_TLS_1);
  }

  /** The upstream of a passthrough service could acknowledge any id that the client offers. */
  private static boolean isAmbiguous(
      Service chosen,
      Question question,
      List<ApplicationProtocol> offered,
      List<NameScope> scopes) {
    if (chosen.mode() != ServiceMode.PASSTHROUGH) {
      return false;
    }
    for (ApplicationProtocol protocol : offered) {
      RankedRoute other = find(question, protocol, scopes);
      if (other != null && !other.route().service().name().equals(chosen.name())) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable RankedRoute find(
      Question question, ApplicationProtocol protocol, List<NameScope> scopes) {
    for (NameScope scope : scopes) {
      RankedRoute found = scope.find(protocol);
      if (found != null && question.sees(found.route().service())) {
        return found;
      }
    }
    return null;
  }

  private Refusal reasonFor(List<ApplicationProtocol> offered) {
    boolean acmeBesideOthers =
        offered.size() > 1
            && offered.contains(ApplicationProtocol.ACME_TLS_1)
            && protocols.contains(ApplicationProtocol.ACME_TLS_1);
    if (acmeBesideOthers) {
      return Refusal.ACME_NOT_ALONE;
    }
    return offered.stream().anyMatch(protocols::contains)
        ? Refusal.SERVICE_ELSEWHERE
        : Refusal.UNKNOWN_SERVICE;
  }

  private static List<ApplicationProtocol> withoutGrease(List<ApplicationProtocol> offered) {
    List<ApplicationProtocol> plain = new ArrayList<>(offered.size());
    for (ApplicationProtocol protocol : offered) {
      if (!protocol.isGrease()) {
        plain.add(protocol);
      }
    }
    return plain;
  }

  /** The scopes of a name from the most to the least specific one. */
  private List<NameScope> scopesOf(@Nullable NameScope itself, @Nullable NameScope below) {
    return List.of(
        itself == null ? NameScope.EMPTY : itself,
        below == null ? NameScope.EMPTY : below,
        anyName,
        // Under a name that no certificate covers, the gateway cannot speak TLS itself.
        isCovered(itself, below) ? unbound : unboundPassthrough);
  }

  private static boolean isCovered(@Nullable NameScope itself, @Nullable NameScope below) {
    return itself != null && itself.isCovered() || below != null && below.isCovered();
  }

  private @Nullable NameScope wildcardOver(ServerName name) {
    return wildcard.isEmpty()
        ? null
        : name.parent().map(ServerName::value).map(wildcard::get).orElse(null);
  }

  private static Decision refuse(Refusal refusal, ClientHello hello) {
    return new Decision.Refuse(refusal, refusal.alertFor(hello));
  }
}
