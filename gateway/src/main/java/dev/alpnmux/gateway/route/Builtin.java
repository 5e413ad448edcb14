package dev.alpnmux.gateway.route;

/** A service that the gateway answers itself, without an upstream. */
public enum Builtin {
  /** Sends back what it receives (RFC 862). */
  ECHO,
  /** Sends the date and time as one line and ends (RFC 867). */
  DAYTIME,
  /** Receives and drops (RFC 863). */
  DISCARD,
  /** Says which services the client may open, and ends. */
  SERVICES;

  /** Whether it says one thing at once and ends, and whatever the client sends is dropped. */
  public boolean answersAtOnce() {
    return this == DAYTIME || this == SERVICES;
  }
}
