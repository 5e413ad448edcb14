package dev.alpnmux.cli.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Two pages over HTTP: {@code /healthz}, and {@code /metrics} in the Prometheus text format. */
final class ForwardAdmin {
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

  /** Who asks slowly holds one of few threads: the server of the JDK drops him after so long. */
  private static final String SECONDS_MAX = "10";

  private static final int THREADS = 2;

  /** An IP address or localhost, with a port or without. */
  private static final Pattern OWN_NAME =
      Pattern.compile("(?i)(localhost|[0-9.]+|\\[[0-9a-f:.]+])(:[0-9]{1,5})?");

  private final HttpServer server;
  private final boolean isForThisMachine;

  private ForwardAdmin(HttpServer server) {
    this.server = server;
    this.isForThisMachine = server.getAddress().getAddress().isLoopbackAddress();
  }

  /** What a page says: a status, and a text. */
  private record Answer(int status, String type, String body) {}

  /**
   * Starts it, on threads that do not keep the process.
   *
   * @param isUnsafe whether other machines may reach it
   * @throws CommandFailure if the address is taken or not allowed
   */
  static ForwardAdmin start(
      LocalAddress.Port address, boolean isUnsafe, BooleanSupplier isReady, Supplier<String> text)
      throws CommandFailure {
    System.setProperty("sun.net.httpserver.maxReqTime", SECONDS_MAX);
    System.setProperty("sun.net.httpserver.maxRspTime", SECONDS_MAX);
    try {
      InetSocketAddress bound = ForwardListener.inetAddress(address, isUnsafe);
      ForwardAdmin admin = new ForwardAdmin(HttpServer.create(bound, 0));
      admin.serve("/healthz", () -> health(isReady.getAsBoolean()));
      admin.serve("/metrics", () -> new Answer(200, PROMETHEUS, text.get()));
      admin.server.createContext("/", admin::answerNothing);
      admin.server.setExecutor(threads());
      admin.server.start();
      return admin;
    } catch (IOException e) {
      throw new CommandFailure(
          ExitCode.SYSTEM,
          "cannot listen on " + address + ": " + e.getMessage(),
          "choose another port for --admin, or 0 for any free one",
          e);
    }
  }

  private static ExecutorService threads() {
    return Executors.newFixedThreadPool(
        THREADS,
        task -> {
          Thread thread = new Thread(task, "admin");
          thread.setDaemon(true);
          return thread;
        });
  }

  private static Answer health(boolean isReady) {
    return isReady ? new Answer(200, TEXT, "ok\n") : new Answer(503, TEXT, "draining\n");
  }

  private void serve(String path, Supplier<Answer> page) {
    server.createContext(
        path,
        exchange -> {
          // The server takes a path for all that begin with it.
          if (exchange.getRequestURI().getPath().equals(path)) {
            answer(exchange, page);
          } else {
            answerNothing(exchange);
          }
        });
  }

  private void answerNothing(HttpExchange exchange) throws IOException {
    answer(exchange, () -> new Answer(404, TEXT, "here are /healthz, /metrics\n"));
  }

  private void answer(HttpExchange exchange, Supplier<Answer> page) throws IOException {
    try (exchange) {
      String method = exchange.getRequestMethod();
      if (!method.equals("GET") && !method.equals("HEAD")) {
        exchange.getResponseHeaders().set("Allow", "GET, HEAD");
        send(exchange, new Answer(405, TEXT, "only GET, HEAD is answered here\n"));
      } else if (!isAskedByOwnName(exchange.getRequestHeaders().getFirst("Host"))) {
        send(exchange, new Answer(403, TEXT, "ask by IP address or as localhost\n"));
      } else {
        send(exchange, page.get());
      }
    }
  }

  /** A page of some site may have its name point here, and have a browser on this machine ask. */
  private boolean isAskedByOwnName(@Nullable String host) {
    return !isForThisMachine || host == null || OWN_NAME.matcher(host).matches();
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", answer.type());
    boolean isHead = exchange.getRequestMethod().equals("HEAD");
    exchange.sendResponseHeaders(answer.status(), isHead ? -1 : body.length);
    if (!isHead) {
      exchange.getResponseBody().write(body);
    }
  }

  /** The address that it really has. */
  String address() {
    InetSocketAddress bound = server.getAddress();
    return new LocalAddress.Port(bound.getAddress().getHostAddress(), bound.getPort()).toString();
  }

  /** {@code admin 127.0.0.1:PORT} with the real port. */
  @Override
  public String toString() {
    return "admin " + address();
  }
}
