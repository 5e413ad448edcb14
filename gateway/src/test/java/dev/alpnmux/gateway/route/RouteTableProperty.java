package dev.alpnmux.gateway.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.address.AddressRules;
import dev.alpnmux.gateway.address.CidrBlock;
import dev.alpnmux.gateway.address.IpAddress;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for every hello. The few ids and names meet often. */
class RouteTableProperty {
  private static final IpAddress CLIENT = IpAddress.parse("192.0.2.1");
  private static final List<Service> SERVICES =
      List.of(
          Services.passthrough("a"),
          Services.under(Services.by(Services.service("web"), "h2", "http/1.1"), "x.test"),
          Services.under(Services.by(Services.passthrough("wild"), "b", "h2"), "*.test"),
          Services.service("c"),
          Services.service("h2"),
          Services.by(Services.underAnyName("any"), "d", "c"),
          Services.underAnyName("acme-tls/1"));
  private static final RouteTable TABLE = table(SERVICES);

  /** A name stays known without the service that has it: these have a certificate, too. */
  private static RouteTable table(List<Service> services) {
    return RouteTable.of(services, Services.patterns("known.example", "x.test", "*.test"));
  }

  @Property
  void everyHelloGetsAnAnswer(
      @ForAll("hellos") ClientHello hello, @ForAll("rules") ListenerRules rules) {
    assertThat(TABLE.decide(hello, rules)).isNotNull();
  }

  @Property
  void aServiceThatDeniesTheClientIsAsIfItWereNotThere(
      @ForAll("hellos") ClientHello hello,
      @ForAll("rules") ListenerRules rules,
      @ForAll("services") Set<String> closed) {
    RouteTable hiding =
        table(SERVICES.stream().map(s -> closed.contains(s.name()) ? deny(s) : s).toList());
    RouteTable without = table(SERVICES.stream().filter(s -> !closed.contains(s.name())).toList());

    assertThat(onTheWire(hiding.decide(hello, rules, CLIENT)))
        .isEqualTo(onTheWire(without.decide(hello, rules)));
    assertThat(onTheWire(hiding.decide(hello, rules)))
        .isEqualTo(onTheWire(TABLE.decide(hello, rules)));
  }

  private static Service deny(Service service) {
    CidrBlock itself = CidrBlock.parse(CLIENT.toString());
    return service.toBuilder().from(AddressRules.of(List.of(), List.of(itself))).build();
  }

  private static String onTheWire(Decision decision) {
    return decision.fold(forward -> forward.route().service().name(), r -> r.alert().toString());
  }

  @Provide
  Arbitrary<Set<String>> services() {
    return Arbitraries.of(SERVICES.stream().map(Service::name).toList()).set();
  }

  @Property
  void theOrderOfTheOfferNeverChangesTheAnswer(
      @ForAll("hellos") ClientHello hello,
      @ForAll("rules") ListenerRules rules,
      @ForAll long seed) {
    List<ApplicationProtocol> shuffled = new ArrayList<>(hello.protocols().orElse(List.of()));
    Collections.shuffle(shuffled, new Random(seed));
    ClientHello same = hello.protocols().isEmpty() ? hello : Hellos.withProtocols(hello, shuffled);

    assertThat(TABLE.decide(same, rules)).isEqualTo(TABLE.decide(hello, rules));
  }

  @Property
  void greaseInTheOfferNeverChangesTheAnswer(
      @ForAll("hellos") ClientHello hello,
      @ForAll("rules") ListenerRules rules,
      @ForAll("grease") ApplicationProtocol grease,
      @ForAll long seed) {
    if (hello.protocols().isEmpty()) {
      return;
    }
    List<ApplicationProtocol> more = new ArrayList<>(hello.protocols().get());
    more.add(new Random(seed).nextInt(more.size() + 1), grease);

    assertThat(TABLE.decide(Hellos.withProtocols(hello, more), rules))
        .isEqualTo(TABLE.decide(hello, rules));
  }

  @Property
  void whatIsForwardedWasOfferedAndIsOneOfTheServicesIds(@ForAll("hellos") ClientHello hello) {
    Decision decision = TABLE.decide(hello, ListenerRules.DEFAULT);

    if (decision instanceof Decision.Forward forward) {
      assertThat(forward.acknowledged()).contains(forward.route().protocol());
      assertThat(hello.protocols().orElseThrow()).contains(forward.route().protocol());
      assertThat(forward.route().service().protocols()).contains(forward.route().protocol());
    }
  }

  @Provide
  Arbitrary<ClientHello> hellos() {
    Arbitrary<String> names =
        Arbitraries.oneOf(
            Arbitraries.of("x.test", "y.test", "known.example", "stranger.example", "127.0.0.1"),
            Arbitraries.strings().ofMaxLength(300));
    Arbitrary<ApplicationProtocol> ids =
        Arbitraries.oneOf(
            Arbitraries.of(
                Hellos.protocols("a", "b", "c", "d", "h2", "http/1.1", "acme-tls/1", "nope")),
            Arbitraries.strings()
                .withCharRange('\0', '\u00FF')
                .ofMinLength(1)
                .ofMaxLength(255)
                .map(ApplicationProtocol::new));
    Arbitrary<Integer> versions = Arbitraries.of(0x0304, 0x0303, 0x0302, 0x7A7A);
    return Combinators.combine(
            names.optional(0.8),
            ids.list().ofMaxSize(5).optional(0.9),
            versions.list().ofMaxSize(4))
        .as((name, offer, offered) -> new ClientHello(name, offer, offered, List.of(), List.of()));
  }

  @Provide
  Arbitrary<ListenerRules> rules() {
    Arbitrary<Optional<String>> services = Arbitraries.of("a", "web", "any", "nope").optional();
    return Combinators.combine(Arbitraries.of(true, false), services)
        .as(
            (nameRequired, service) ->
                new ListenerRules(
                    Transport.TLS,
                    nameRequired,
                    service,
                    Strictness.ENFORCE,
                    AddressRules.EVERYBODY,
                    Optional.empty()));
  }

  @Provide
  Arbitrary<ApplicationProtocol> grease() {
    return Arbitraries.integers()
        .between(0, 15)
        .map(i -> new ApplicationProtocol(Character.toString(i << 4 | 0x0A).repeat(2)));
  }
}
