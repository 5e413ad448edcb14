package dev.alpnmux.client.vertx;

import dev.alpnmux.client.AlpnmuxException;
import dev.alpnmux.client.GatewaySearch;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.net.SocketException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One connect, from its first try to the close of the socket that came of it. All of it happens on
 * one context, so that nothing needs a lock.
 */
final class PendingConnect {
  private final Vertx vertx;
  private final Context context;
  private final GatewaySearch search;
  private final Promise<NetSocket> socket = Promise.promise();
  private final Promise<Void> ended = Promise.promise();
  private @Nullable Attempt attempt;

  PendingConnect(Vertx vertx, GatewaySearch search) {
    this.vertx = vertx;
    this.context = vertx.getOrCreateContext();
    this.search = search;
  }

  Future<NetSocket> socket() {
    return socket.future();
  }

  /** Completes when nothing is open any more. */
  Future<Void> ended() {
    return ended.future();
  }

  void start() {
    context.runOnContext(begin -> tryNext());
  }

  private void tryNext() {
    Attempt trying = new Attempt(vertx, search);
    attempt = trying;
    vertx
        .executeBlocking(search::next, false)
        .onComplete(
            tls -> {
              if (attempt == trying && tls.succeeded()) {
                connect(trying, tls.result());
              } else if (attempt == trying) {
                fail(trying, tls.cause());
              }
            });
  }

  private void connect(Attempt trying, SSLContext tls) {
    long timer = vertx.setTimer(millis(search), late -> timedOut(trying));
    trying
        .connect(tls)
        .onComplete(
            outcome -> {
              vertx.cancelTimer(timer);
              if (attempt == trying) {
                concluded(trying, outcome);
              }
            });
  }

  /** Timers take whole milliseconds, and at least one. */
  private static long millis(GatewaySearch search) {
    return search.timeout().toMillis() + 1;
  }

  private void timedOut(Attempt trying) {
    if (attempt == trying) {
      proceed(trying, search::timedOut);
    }
  }

  private void concluded(Attempt trying, AsyncResult<NetSocket> outcome) {
    if (outcome.failed()) {
      proceed(trying, () -> search.failed(outcome.cause()));
      return;
    }
    NetSocket connected = outcome.result();
    try {
      // Both were seen to before; a socket without them must never reach anybody.
      search.opened(connected.isSsl() ? connected.applicationLayerProtocol() : null);
    } catch (AlpnmuxException e) {
      fail(trying, e);
      return;
    }
    trying.closed().onComplete(closed -> end());
    socket.complete(connected);
  }

  private void end() {
    search.closed();
    ended.tryComplete();
  }

  /** What may follow a failure: the next gateway, or the end. */
  private interface Step {
    void take() throws AlpnmuxException;
  }

  private void proceed(Attempt failed, Step step) {
    // What else comes of it is too late to count.
    attempt = null;
    try {
      step.take();
    } catch (AlpnmuxException e) {
      fail(failed, e);
      return;
    }
    failed.abort();
    tryNext();
  }

  private void fail(Attempt failed, Throwable cause) {
    attempt = null;
    socket.tryFail(cause);
    failed.abort().onComplete(closed -> ended.tryComplete());
  }

  /** Ends it wherever it is; completes when nothing is open any more. */
  Future<Void> close() {
    context.runOnContext(now -> cancel());
    return ended();
  }

  private void cancel() {
    Attempt last = attempt;
    if (socket.future().succeeded()) {
      socket.future().result().close();
    } else if (last != null) {
      SocketException reason = new SocketException("the connector was closed");
      search.abandoned(reason);
      fail(last, reason);
    }
  }
}
