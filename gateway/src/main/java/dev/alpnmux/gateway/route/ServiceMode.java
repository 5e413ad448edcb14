package dev.alpnmux.gateway.route;

/** Who speaks TLS with the client, and what goes to the upstream. */
public enum ServiceMode {
  /** The gateway speaks TLS with the client; the upstream gets plain bytes. */
  TERMINATE,
  /** The gateway speaks TLS with the client, and TLS of its own with the upstream. */
  REENCRYPT,
  /** The upstream speaks TLS with the client; the gateway relays the records as they are. */
  PASSTHROUGH
}
