package dev.alpnmux.gateway.admin;

import dev.alpnmux.gateway.config.AdminConfig;
import dev.alpnmux.gateway.config.AdminConfig.Address;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Serves the admin pages over HTTP/1.1, on an address of their own. */
public final class AdminServer {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");
  private static final int IDLE_SECONDS = 60;

  /** For browsers: they take nothing from elsewhere, run nothing inline, and keep nothing. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';"
              + " img-src 'self' data:; base-uri 'none'; form-action 'none';"
              + " frame-ancestors 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cache-Control",
          "no-store");

  private final Vertx vertx;
  private final HttpServer server;
  private final Administered gateway;
  private final StatusFeed feed;
  private final StatusEvents events;
  private final List<Page> pages;
  private final Optional<AdminSocketFile> socketFile;

  private AdminServer(Vertx vertx, Administered gateway, Optional<AdminSocketFile> socketFile) {
    this.vertx = vertx;
    // HTTP/1.1 alone: after an upgrade to HTTP/2, Vert.x answers a HEAD with a body.
    this.server =
        vertx.createHttpServer(
            new HttpServerOptions()
                .setHttp2ClearTextEnabled(false)
                .setIdleTimeout(IDLE_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS));
    this.gateway = gateway;
    this.feed = new StatusFeed(vertx, gateway);
    this.events = new StatusEvents(vertx, feed);
    this.socketFile = socketFile;
    this.pages =
        Stream.of(
                PageFiles.all(),
                HealthPages.of(gateway),
                StatusPages.of(gateway, feed, events),
                ConnectionPages.of(gateway),
                ControlPages.of(gateway))
            .flatMap(List::stream)
            .toList();
  }

  /**
   * Starts it.
   *
   * @return fails when the address cannot be listened on
   */
  public static Future<AdminServer> start(Vertx vertx, Address address, Administered gateway) {
    return address instanceof Address.Port port
        ? startOn(port, vertx, gateway)
        : startOn((Address.UnixSocket) address, vertx, gateway);
  }

  private static Future<AdminServer> startOn(
      Address.Port address, Vertx vertx, Administered gateway) {
    AdminServer admin = new AdminServer(vertx, gateway, Optional.empty());
    return admin.listen(
        SocketAddress.inetSocketAddress(address.binding().port(), address.binding().host()));
  }

  private static Future<AdminServer> startOn(
      Address.UnixSocket address, Vertx vertx, Administered gateway) {
    AdminSocketFile file = new AdminSocketFile(address.path());
    AdminServer admin = new AdminServer(vertx, gateway, Optional.of(file));
    return vertx
        .executeBlocking(
            () -> {
              file.clear();
              return file;
            })
        .compose(clear -> admin.listen(SocketAddress.domainSocketAddress(address.path())))
        .compose(listening -> admin.protect(file));
  }

  private Future<AdminServer> protect(AdminSocketFile file) {
    return vertx
        .executeBlocking(
            () -> {
              file.protect();
              return this;
            })
        .recover(failure -> stop().transform(stopped -> Future.failedFuture(failure)));
  }

  private Future<AdminServer> listen(SocketAddress address) {
    return server
        .requestHandler(this::answer)
        .listen(address)
        .onSuccess(
            on -> {
              feed.start();
              events.start();
            })
        .map(this);
  }

  /** The port that it really listens on; -1 for a unix socket. */
  public int port() {
    return server.actualPort();
  }

  /** Stops it. */
  public Future<Void> stop() {
    feed.stop();
    events.stop();
    return server.close().compose(closed -> vertx.executeBlocking(this::removeFile));
  }

  private Void removeFile() throws Exception {
    if (socketFile.isPresent()) {
      socketFile.get().remove();
    }
    return null;
  }

  private void answer(HttpServerRequest request) {
    if (hasBody(request)) {
      // Nothing here takes one; who sends it may send it without end.
      request.response().putHeader(HttpHeaders.CONNECTION, "close");
      send(request, Answer.problem(413, "no body is expected here"));
      return;
    }
    List<Page> there = pages.stream().filter(page -> page.isAt(request.path())).toList();
    if (there.isEmpty()) {
      send(request, Answer.text(404, "here are " + names(pages)));
      return;
    }
    there.stream()
        .filter(page -> page.answers(request.method().name()))
        .findFirst()
        .ifPresentOrElse(page -> answer(request, page), () -> refuseMethod(request, there));
  }

  private static boolean hasBody(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length != null && !length.equals("0")
        || request.headers().contains(HttpHeaders.TRANSFER_ENCODING);
  }

  private static String names(List<Page> pages) {
    return pages.stream()
        .filter(page -> !PageFiles.isPart(page))
        .map(Page::toString)
        .collect(Collectors.joining(", "));
  }

  private void answer(HttpServerRequest request, Page page) {
    AdminConfig config = gateway.config().admin().orElseThrow();
    Optional<Answer> refusal = new Gatekeeper(config).refuse(page, request);
    if (refusal.isPresent()) {
      if (refusal.get().status() == 401) {
        request.response().putHeader("WWW-Authenticate", "Bearer");
      }
      send(request, refusal.get());
      return;
    }
    if (page.access() == Page.Access.OPERATOR) {
      LOG.log(Level.INFO, "admin: " + page + " by " + request.remoteAddress());
    }
    page.content()
        .apply(request)
        .onSuccess(answer -> send(request, answer))
        .onFailure(bug -> failed(request, page, bug));
  }

  private static void failed(HttpServerRequest request, Page page, Throwable bug) {
    LOG.log(Level.ERROR, page + " failed", bug);
    send(request, Answer.problem(500, "the gateway failed; its log says how"));
  }

  private static void refuseMethod(HttpServerRequest request, List<Page> there) {
    String allowed =
        there.stream()
            .map(page -> page.method().equals("GET") ? "GET, HEAD" : page.method())
            .collect(Collectors.joining(", "));
    request.response().putHeader(HttpHeaders.ALLOW, allowed);
    send(request, Answer.text(405, "only " + allowed + " is answered here"));
  }

  private static void send(HttpServerRequest request, Answer answer) {
    request
        .response()
        .setStatusCode(answer.status())
        .putHeader(HttpHeaders.CONTENT_TYPE, answer.type())
        .headers()
        .addAll(HEADERS);
    answer.body().accept(request.response());
  }
}
