package dev.alpnmux.junit;

import java.net.Socket;

/** A service that is part of a test. */
@FunctionalInterface
public interface ServiceHandler {
  /**
   * Serves one connection, on a thread of its own; it may block. The socket carries the plain bytes
   * of the client: TLS ends at the gateway. When this returns, the client sees the end of the
   * stream, and the socket is closed.
   *
   * @throws Exception what fails the test class (see {@link GatewayExtension}): a handler that
   *     expects its client to break off catches the {@link java.io.IOException}
   */
  void serve(Socket connection) throws Exception;
}
