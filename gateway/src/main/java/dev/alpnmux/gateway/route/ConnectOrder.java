package dev.alpnmux.gateway.route;

/** When a service's upstream is connected. */
public enum ConnectOrder {
  /** Before any byte of the ServerHello: a completed handshake means a reachable upstream. */
  BEFORE_ACCEPT,
  /** Once the client has finished its handshake: a scanner never causes an upstream connection. */
  AFTER_HANDSHAKE
}
