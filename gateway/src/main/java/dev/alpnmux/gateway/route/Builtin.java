package dev.alpnmux.gateway.route;

/** A service that the gateway answers itself, without an upstream. */
public enum Builtin {
  /** Sends back what it receives (RFC 862). */
  ECHO,
  /** Sends the date and time as one line and ends (RFC 867). */
  DAYTIME,
  /** Receives and drops (RFC 863). */
  DISCARD
}
