package dev.alpnmux.cli.client;

import dev.alpnmux.spec.ApplicationProtocol;

/**
 * {@code SERVICE=[ADDR:]PORT} or {@code SERVICE=unix:PATH}: a local address that leads to a
 * service.
 *
 * @param service the written form of the service's ALPN id
 */
record Forwarding(String service, LocalAddress address) {
  Forwarding {
    service = ApplicationProtocol.parse(service).toString();
  }

  static Forwarding parse(String text) {
    // An ALPN id may hold "=", and so may a path.
    int unix = text.indexOf('=' + LocalAddress.UNIX);
    int equals = unix < 0 ? text.lastIndexOf('=') : unix;
    if (equals < 1) {
      throw new IllegalArgumentException(
          "expected SERVICE=[ADDR:]PORT or SERVICE=unix:PATH but found \"" + text + '"');
    }
    return new Forwarding(
        text.substring(0, equals), LocalAddress.parse(text.substring(equals + 1)));
  }

  /** Returns the way to a service from any free port that only this machine reaches. */
  static Forwarding toAnyPort(String service) {
    return new Forwarding(service, new LocalAddress.Port(LocalAddress.LOOPBACK, 0));
  }
}
