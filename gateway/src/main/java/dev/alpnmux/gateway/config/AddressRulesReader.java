package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.address.AddressRules;
import dev.alpnmux.gateway.address.CidrBlock;
import java.util.ArrayList;
import java.util.List;

/** Reads {@code from}, of a listener or of a service. */
final class AddressRulesReader {
  static final Keys KEYS = Keys.of("allow", "deny");

  private static final String IF_NOBODY =
      "expected at least one address or block; without the key everybody is allowed";
  private static final String IF_NONE =
      "expected at least one address or block; without any, remove the key";

  private final ValueReader values;

  AddressRulesReader(ValueReader values) {
    this.values = values;
  }

  /** Returns the rules; without the key, everybody is let in. */
  AddressRules read(Section owner) {
    return owner.section("from", KEYS).map(this::rules).orElse(AddressRules.EVERYBODY);
  }

  private AddressRules rules(Section from) {
    if (!from.has("allow") && !from.has("deny")) {
      from.fault("expected \"allow\" or \"deny\", or both");
    }
    return AddressRules.of(blocks(from, "allow", IF_NOBODY), blocks(from, "deny", IF_NONE));
  }

  private List<CidrBlock> blocks(Section from, String key, String ifEmpty) {
    List<CidrBlock> blocks = new ArrayList<>();
    for (JsonValue element : from.elements(key, ifEmpty)) {
      values.text(element, CidrBlock::parse).ifPresent(blocks::add);
    }
    return blocks;
  }
}
