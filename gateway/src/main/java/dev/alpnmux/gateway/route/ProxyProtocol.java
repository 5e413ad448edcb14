package dev.alpnmux.gateway.route;

/** What an upstream is told of the client before the client's first byte. */
public enum ProxyProtocol {
  /** Nothing: the gateway seems to be the client. */
  OFF,
  /** The addresses, in the one line of version 1 of the PROXY protocol. */
  V1,
  /** All that is known, in version 2 of the PROXY protocol. */
  V2
}
