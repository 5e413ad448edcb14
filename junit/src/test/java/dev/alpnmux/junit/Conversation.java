package dev.alpnmux.junit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.alpnmux.client.ServiceSocket;
import java.io.IOException;
import java.net.Socket;

/** What tests say to services, and a service that repeats it. */
final class Conversation {
  private Conversation() {}

  static void echo(Socket connection) throws IOException {
    connection.getInputStream().transferTo(connection.getOutputStream());
  }

  /** Sends this, ends the sending side, and returns everything that comes. */
  static String of(TestGateway gateway, String service, String sent) throws IOException {
    try (ServiceSocket socket = gateway.client().connect(service)) {
      socket.getOutputStream().write(sent.getBytes(US_ASCII));
      socket.shutdownOutput();
      return new String(socket.getInputStream().readAllBytes(), US_ASCII);
    }
  }
}
