package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.address.AddressRules;
import dev.alpnmux.gateway.address.CidrBlock;
import java.util.List;
import java.util.Optional;

/** Reads {@code proxyProtocol} and {@code trustedSources} of a listener. */
final class ProxySourcesReader {
  private enum Inbound {
    OFF,
    REQUIRED
  }

  private final ValueReader values;

  ProxySourcesReader(ValueReader values) {
    this.values = values;
  }

  /** Returns who must send a PROXY header, or nothing when clients connect themselves. */
  Optional<AddressRules> read(Section listener) {
    Optional<Inbound> inbound = listener.choice("proxyProtocol", Inbound.OFF);
    List<CidrBlock> sources =
        listener.elements("trustedSources", "expected at least one address or block").stream()
            .flatMap(value -> values.text(value, CidrBlock::parse).stream())
            .toList();
    if (inbound.equals(Optional.of(Inbound.REQUIRED))) {
      checkNamed(listener);
      return Optional.of(AddressRules.of(sources, List.of()));
    }
    if (listener.has("trustedSources") && inbound.isPresent()) {
      listener.fault(
          "trustedSources",
          "\"trustedSources\" is for \"proxyProtocol\": \"required\"; add that, or remove this");
    }
    return Optional.empty();
  }

  private static void checkNamed(Section listener) {
    if (!listener.has("trustedSources")) {
      listener.fault(
          "proxyProtocol",
          "with \"required\" name the proxies: whoever may send the header may call itself anybody;"
              + " add \"trustedSources\": [ \"10.0.0.0/8\" ]");
    }
  }
}
