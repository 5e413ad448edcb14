package dev.alpnmux.gateway;

import java.util.Optional;

/** The version of this gateway, as its jar has it. */
final class GatewayVersion {
  private GatewayVersion() {}

  /** Returns it; classes outside of a jar have none. */
  static String text() {
    return Optional.ofNullable(Gateway.class.getPackage().getImplementationVersion())
        .orElse("(not packaged)");
  }
}
