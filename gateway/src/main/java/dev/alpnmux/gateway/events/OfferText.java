package dev.alpnmux.gateway.events;

import dev.alpnmux.spec.ClientHello;
import java.util.List;

/** What a ClientHello names, as log lines have it: in escaped form, and of bounded length. */
public final class OfferText {
  private static final int OFFERED_MAX = 8;

  private OfferText() {}

  /** Returns {@code serverName=… offered=[…]}, with a space before it. */
  public static String of(ClientHello hello) {
    return " serverName="
        + hello.writtenServerName().orElse("-")
        + " offered="
        + hello.protocols().map(ids -> ids.stream().limit(OFFERED_MAX).toList()).orElse(List.of());
  }
}
