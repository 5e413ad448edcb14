package dev.alpnmux.gateway.events;

import java.util.Locale;

/** Who brought a connection to its end. */
public enum Closer {
  /** Each side ended its direction. */
  BOTH,
  CLIENT,
  UPSTREAM,
  GATEWAY,
  /** Somebody who runs the gateway. */
  OPERATOR;

  /** Returns it as logs write it, such as {@code upstream}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
