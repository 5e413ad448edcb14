package dev.alpnmux.grafana.live;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.flow.MismatchedHandshake;
import dev.alpnmux.gateway.metrics.Format;
import dev.alpnmux.gateway.metrics.GatewayMetrics;
import dev.alpnmux.gateway.route.ListenerRules;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/**
 * A gateway without sockets, for the one refusal that no client can provoke: flow and metrics are
 * real, the TLS engine is a script.
 */
final class ScriptedGateway implements AutoCloseable {
  private final GatewayMetrics metrics = new GatewayMetrics();
  private final ConnectionEvents events = metrics.eventsOfOneLoop();
  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

  ScriptedGateway() throws IOException {
    metrics.register(
        Map.of(MismatchedHandshake.LISTENER, ListenerRules.DEFAULT),
        MismatchedHandshake.services());
    metrics.config().serving(1, "scripted");
    server.createContext("/metrics", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = metrics.scrape(Format.TEXT).getBytes(UTF_8);
      exchange.sendResponseHeaders(200, body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** Where its metrics are. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Lets its engine negotiate something else than was named, once. */
  void mismatch() {
    MismatchedHandshake.tell(events);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
