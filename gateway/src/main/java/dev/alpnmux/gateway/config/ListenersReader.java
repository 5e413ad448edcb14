package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Transport;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code listeners}. */
final class ListenersReader {
  static final Keys KEYS =
      Keys.of(
              "name",
              "address",
              "transport",
              "requireServerName",
              "defaultService",
              "strictness",
              "from",
              "proxyProtocol",
              "trustedSources",
              "tcp",
              "clearText")
          .reserving("tls");

  /** A name stands between blanks in the output of the command, and in a metric label. */
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:\\[\\]-]{1,64}");

  private final ValueReader values;
  private final ServiceNames services;
  private final AddressRulesReader addresses;
  private final ProxySourcesReader proxies;
  private final Map<String, Section> byName = new HashMap<>();
  private final Map<SocketBinding, Section> byAddress = new HashMap<>();

  /**
   * @param services what a {@code defaultService} may name
   */
  ListenersReader(ValueReader values, ServiceNames services) {
    this.values = values;
    this.services = services;
    this.addresses = new AddressRulesReader(values);
    this.proxies = new ProxySourcesReader(values);
  }

  List<ListenerConfig> read(List<JsonValue> listeners) {
    return listeners.stream()
        .flatMap(value -> values.section(value, KEYS).stream())
        .flatMap(section -> read(section).stream())
        .toList();
  }

  private Optional<ListenerConfig> read(Section section) {
    Transport transport = section.choice("transport", Transport.TLS, "quic").orElse(Transport.TLS);
    boolean requireServerName = section.flag("requireServerName", false);
    Optional<String> defaultService = section.text("defaultService", services::asDefault);
    ListenerRules rules =
        new ListenerRules(
            transport,
            requireServerName,
            defaultService,
            StrictnessReader.read(section, defaultService.flatMap(services::find)),
            addresses.read(section),
            proxies.read(section));
    Optional<SocketBinding> address = section.requiredText("address", Addresses::binding);
    TcpmuxListenerRules.check(section, rules, address, services);
    defaultService
        .flatMap(services::find)
        .ifPresent(service -> ProtocolHints.checkDefault(section, service));
    if (address.isEmpty()) {
      return Optional.empty();
    }
    claim(section, address.get());
    String name = section.text("name", ListenersReader::name).orElse(address.get().toString());
    claim(section, name);
    return Optional.of(
        new ListenerConfig(name, address.get(), rules, TcpOptionsReader.read(section)));
  }

  /** Whether any of these listeners is for TLS clients; one that is no object may become one. */
  static boolean anySpeaksTls(Optional<JsonValue> listeners) {
    return !(listeners.orElse(null) instanceof JsonValue.Sequence sequence)
        || sequence.elements().stream().anyMatch(listener -> !isTcpmux(listener));
  }

  private static boolean isTcpmux(JsonValue listener) {
    return listener instanceof JsonValue.Fields fields
        && fields.fields().stream().anyMatch(ListenersReader::saysTcpmux);
  }

  private static boolean saysTcpmux(JsonValue.Field field) {
    return field.key().equals("transport")
        && field.value() instanceof JsonValue.Text text
        && text.text().equals(ValueReader.word(Transport.TCPMUX));
  }

  /** Two listeners on free ports are two listeners. */
  private void claim(Section section, SocketBinding address) {
    Section other = address.port() == 0 ? null : byAddress.putIfAbsent(address, section);
    if (other != null) {
      section.fault(
          "address",
          "the listener in line " + other.line() + " has the address " + address + " too");
    }
  }

  private void claim(Section section, String name) {
    Section other = byName.putIfAbsent(name, section);
    if (other != null) {
      section.fault(
          "name",
          "the listener in line "
              + other.line()
              + " is named \""
              + name
              + "\" too; each has its own \"name\"");
    }
  }

  private static String name(String written) {
    if (!NAME.matcher(written).matches()) {
      throw new IllegalArgumentException(
          "expected a name of 1 to 64 letters, digits and . _ : [ ] - but found \""
              + written
              + '"');
    }
    return written;
  }
}
