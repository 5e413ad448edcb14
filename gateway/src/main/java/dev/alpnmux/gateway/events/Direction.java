package dev.alpnmux.gateway.events;

/** Which way relayed bytes go. */
public enum Direction {
  /** From the client to the service. */
  FROM_CLIENT,
  /** From the service to the client. */
  TO_CLIENT
}
