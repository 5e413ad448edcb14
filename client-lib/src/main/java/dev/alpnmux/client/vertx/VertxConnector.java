package dev.alpnmux.client.vertx;

import dev.alpnmux.client.AlpnmuxClient;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetSocket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Connects to services by name from Vert.x, as an {@link AlpnmuxClient} does: through the gateways
 * of this client, with its trust, identity, deadline and events, and never without TLS.
 *
 * <pre>{@code
 * VertxConnector connector = VertxConnector.of(vertx, client);
 * connector.connect("orders").onSuccess(orders -> orders.handler(this::reply).write(request));
 * }</pre>
 *
 * <p>What differs from {@link AlpnmuxClient#connect}: the addresses of a gateway are tried one
 * after the other, and do not race; no TLS session is resumed; and a {@link NetSocket} cannot end
 * one direction alone: its {@code end} closes it.
 *
 * <p>Thread-safe. Nothing blocks an event loop: what asks DNS, reads files or verifies certificates
 * runs on worker threads of Vert.x.
 */
public final class VertxConnector {
  private final Vertx vertx;
  private final AlpnmuxClient client;
  private final Set<PendingConnect> connects = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  private VertxConnector(Vertx vertx, AlpnmuxClient client) {
    this.vertx = vertx;
    this.client = client;
  }

  /**
   * {@return a connector; both stay the caller's}
   *
   * @param vertx on whose event loops the connections live
   * @param client says how to connect
   */
  public static VertxConnector of(Vertx vertx, AlpnmuxClient client) {
    return new VertxConnector(vertx, client);
  }

  /**
   * Connects to a service. Like any {@link NetSocket}, the result needs its handlers before the
   * future's own handler returns, or {@link NetSocket#pause}; bytes that come earlier are lost.
   *
   * @param service the written form of one ALPN id
   * @return completes, on the context of the caller or a new one, with a socket that the caller
   *     closes; or fails with the {@link dev.alpnmux.client.AlpnmuxException} that {@link
   *     AlpnmuxClient#connect} would throw. If the gateway refuses the client's certificate after
   *     the handshake, as in TLS 1.3, then {@link NetSocket#exceptionHandler} gets it, as a cause
   * @throws IllegalArgumentException if {@code service} is no written ALPN id
   * @throws IllegalStateException if the gateways are TCPMUX servers, without TLS; if this
   *     connector is closed
   */
  public Future<NetSocket> connect(String service) {
    if (isClosed) {
      throw new IllegalStateException("this connector is closed");
    }
    PendingConnect connect = new PendingConnect(vertx, client.search(service));
    connects.add(connect);
    connect.ended().onComplete(done -> connects.remove(connect));
    connect.start();
    if (isClosed) {
      connect.close();
    }
    return connect.socket();
  }

  /**
   * Ends the connects that go on, and closes the sockets that came of others.
   *
   * @return completes when all of them are closed
   */
  public Future<Void> close() {
    isClosed = true;
    List<Future<Void>> ends = connects.stream().map(PendingConnect::close).toList();
    return Future.join(ends).mapEmpty();
  }
}
