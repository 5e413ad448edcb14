package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.config.SocketBinding;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Serves {@code /healthz}, {@code /readyz} and {@code /metrics}. It has no access control: keep it
 * on a loopback address.
 */
public final class AdminServer {
  private static final Set<HttpMethod> ANSWERED = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final BooleanSupplier isReady;
  private final Supplier<String> metrics;

  private AdminServer(HttpServer server, BooleanSupplier isReady, Supplier<String> metrics) {
    this.server = server;
    this.isReady = isReady;
    this.metrics = metrics;
  }

  /**
   * Starts it.
   *
   * @param isReady whether new connections are welcome
   * @param metrics the metrics in the Prometheus text format
   * @return fails when the address cannot be listened on
   */
  public static Future<AdminServer> start(
      Vertx vertx, SocketBinding address, BooleanSupplier isReady, Supplier<String> metrics) {
    // HTTP/1.1 alone: after an upgrade to HTTP/2, Vert.x answers a HEAD with a body.
    HttpServer server =
        vertx.createHttpServer(new HttpServerOptions().setHttp2ClearTextEnabled(false));
    AdminServer admin = new AdminServer(server, isReady, metrics);
    return server
        .requestHandler(admin::answer)
        .listen(address.port(), address.host())
        .map(listening -> admin);
  }

  /** The port that it really listens on. */
  public int port() {
    return server.actualPort();
  }

  /** Stops it. */
  public Future<Void> stop() {
    return server.close();
  }

  private void answer(HttpServerRequest request) {
    if (!ANSWERED.contains(request.method())) {
      request.response().putHeader("Allow", "GET, HEAD");
      answer(request, 405, TEXT, "only GET and HEAD are answered here\n");
      return;
    }
    switch (request.path()) {
      case "/healthz" -> answer(request, 200, TEXT, "ok\n");
      case "/readyz" -> {
        boolean ready = isReady.getAsBoolean();
        answer(request, ready ? 200 : 503, TEXT, ready ? "ready\n" : "not ready\n");
      }
      case "/metrics" -> answer(request, 200, PROMETHEUS_TEXT, metrics.get());
      default -> answer(request, 404, TEXT, "here are /healthz, /readyz and /metrics\n");
    }
  }

  private static void answer(HttpServerRequest request, int status, String type, String body) {
    request.response().setStatusCode(status).putHeader("Content-Type", type).end(body);
  }
}
