package dev.alpnmux.gateway.route;

/** What the clients of a listener speak. */
public enum Transport {
  /** TLS: the ClientHello names the service. */
  TLS,
  /** TCPMUX (RFC 1078), in clear text: the first line names the service. */
  TCPMUX
}
