package dev.alpnmux.gateway.portable;

import static io.netty.buffer.Unpooled.wrappedBuffer;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import dev.alpnmux.gateway.flow.DataPath;
import dev.alpnmux.gateway.flow.Relay;
import dev.alpnmux.gateway.flow.RetryWatch;
import dev.alpnmux.gateway.route.Builtin;
import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.ProxyProtocol;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.tls.ClientTls;
import dev.alpnmux.gateway.tls.TlsContexts.ServerTls;
import dev.alpnmux.gateway.wire.FailureText;
import dev.alpnmux.gateway.wire.UpstreamHeader;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ProxyTls;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One connection on Netty channels. The client's pipeline is {@code peek → fromClient} at first,
 * then {@code retry → tls → fromClient} or {@code retry → fromClient}, until the retry watch is
 * over; the upstream's is {@code fromUpstream}, behind TLS where it is re-encrypted. Both channels
 * live on one event loop.
 */
final class PortableConnection implements DataPath, Transfer.Owner, Relay.Wire {
  private final VertxInternal vertx;
  private final Channel client;
  private final Connection connection;
  private final PortableSnapshot snapshot;
  private final ConnectionFlow flow;
  private final HelloPeek peek;
  private final Transfer fromClient;
  private @Nullable SslHandler clientTls;
  private @Nullable UpstreamLink upstream;
  private @Nullable Relay relay;
  private boolean handshakeIsFinished;

  /** Takes over a channel that was just accepted, before its first read. */
  PortableConnection(
      VertxInternal vertx,
      Channel client,
      Connection connection,
      PortableSnapshot snapshot,
      ConnectionFlow.Surroundings surroundings) {
    this.vertx = vertx;
    this.client = client;
    this.connection = connection;
    this.snapshot = snapshot;
    this.flow = new ConnectionFlow(connection, snapshot.flow(), surroundings, this);
    this.peek = new HelloPeek(flow.firstBytes(snapshot.helloBytesMax()));
    this.fromClient = new Transfer(client, false, Ending.CLIENT_RESET, this);
  }

  /** Starts the flow. */
  void begin() {
    client.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    client.pipeline().addLast("peek", peek).addLast("fromClient", fromClient);
    client.closeFuture().addListener(closed -> flow.released());
    flow.begin();
  }

  @Override
  public void refuse(Optional<AlertDescription> alert) {
    stopRelay();
    letGoOfUpstream();
    fromClient.stop();
    if (clientTls == null) {
      closeWith(alert);
      peek.discard();
    } else {
      // Netty reports a failed handshake before it writes the engine's alert; and it must not lose
      // its engine while that works.
      execute(alert.isPresent() ? () -> closeInPlaintext(alert) : this::closeAfterAlert);
    }
  }

  @Override
  public void answer(byte[] last) {
    stopRelay();
    letGoOfUpstream();
    fromClient.stop();
    LingeringClose.close(client, wrappedBuffer(last));
    peek.discard();
  }

  private void closeWith(Optional<AlertDescription> alert) {
    if (client.pipeline().get(RetryHandler.class) != null) {
      client.pipeline().remove(RetryHandler.class);
    }
    LingeringClose.close(client, alert.map(a -> wrappedBuffer(a.record())).orElse(null));
  }

  /** Without the engine, which has begun, but has no keys yet. */
  private void closeInPlaintext(Optional<AlertDescription> alert) {
    if (client.isOpen()) {
      client.pipeline().remove(FailedHandshake.class);
      client.pipeline().remove(SslHandler.class);
      closeWith(alert);
    }
  }

  private void closeAfterAlert() {
    if (client.isOpen()) {
      client.pipeline().remove(FailedHandshake.class);
      LingeringClose.close(client, null);
    }
  }

  @Override
  public void reset() {
    stopRelay();
    letGoOfUpstream();
    fromClient.stop();
    Reset.channel(client);
  }

  private void stopRelay() {
    if (relay != null) {
      relay.stop();
    }
  }

  private void letGoOfUpstream() {
    if (upstream != null) {
      upstream.abandon();
    }
  }

  @Override
  public void connect(Forward forward, Upstream address, Duration within) {
    if (!isTls()) {
      // What came with the line is kept, whatever becomes of the stream meanwhile.
      handOver();
    }
    upstream = new UpstreamLink(vertx, client.eventLoop(), snapshot, this, flow);
    upstream.connect(forward, address, within, () -> header(forward));
    // One read, so that a client that leaves meanwhile is noticed.
    client.read();
  }

  @Override
  public void cancelConnect() {
    letGoOfUpstream();
  }

  @Override
  public void startTls(Forward forward) {
    try {
      ServerTls tls = snapshot.tls().server(forward, connection.hello().orElseThrow());
      SslHandler handler = tls.newHandler(client.alloc());
      handler.handshakeFuture().addListener(result -> handshakeDone(result, tls, handler));
      clientTls = handler;
      fromClient.behindTls();
      client.pipeline().addFirst("failedHandshake", new FailedHandshake(handler));
      client.pipeline().addAfter("peek", "tls", handler);
      handOver();
    } catch (SSLException | RuntimeException e) {
      flow.tlsFailed("the gateway cannot use its certificate: " + FailureText.of(e));
    }
  }

  private void handshakeDone(Future<?> result, ServerTls tls, SslHandler handler) {
    if (!result.isSuccess()) {
      tls.refusalOf(result.cause())
          .ifPresentOrElse(
              client -> flow.handshakeFailed(client.refusal(), client.detail()),
              () -> flow.handshakeFailed(FailureText.of(result.cause())));
      return;
    }
    handshakeIsFinished = true;
    tls.refusalOf(handler)
        .ifPresentOrElse(
            client -> flow.clientRefused(client.refusal(), client.detail()),
            () -> flow.handshakeFinished(tls.negotiated(handler), tls.details(handler)));
  }

  private boolean isTls() {
    return connection.hello().isPresent();
  }

  /** The peek hands the ClientHello, or what came behind a line, over as it goes. */
  private void handOver() {
    if (isTls()) {
      RetryWatch watch = flow.retryWatch(peek.helloBytes(), snapshot.helloBytesMax());
      client.pipeline().addAfter("peek", "retry", new RetryHandler(watch));
    }
    if (client.pipeline().context(peek) != null) {
      client.pipeline().remove(peek);
    }
  }

  @Override
  public void precede(byte[] first) {
    client.writeAndFlush(wrappedBuffer(first), client.voidPromise());
  }

  @Override
  public void relay(Forward forward) {
    Service service = forward.route().service();
    relay = new Relay(legs(service), service.timeouts(), this);
    if (upstream != null && service.mode() != ServiceMode.REENCRYPT) {
      upstream.precede(header(forward));
    }
    if (service.mode() == ServiceMode.PASSTHROUGH || !isTls()) {
      // Before the start, so that the ClientHello is sent with the header before it.
      handOver();
    }
    relay.start();
    if (service.builtin().filter(Builtin::answersAtOnce).isPresent()) {
      relay.halfClosed();
    }
  }

  /** What the upstream is told of the client, before its first byte. */
  private byte[] header(Forward forward) {
    if (forward.route().service().proxyProtocol() == ProxyProtocol.OFF) {
      return new byte[0];
    }
    Optional<ProxyTls> tls =
        Optional.ofNullable(clientTls)
            .filter(handler -> handshakeIsFinished)
            .map(handler -> handler.engine().getSession())
            .map(session -> ClientTls.of(session, connection.clientCertificate()));
    return UpstreamHeader.of(connection, forward, (InetSocketAddress) client.localAddress(), tls);
  }

  private List<Relay.Leg> legs(Service service) {
    Sink toClient = new ChannelSink(client, clientTls);
    fromClient.shapedBy(flow.shaper(Direction.FROM_CLIENT, fromClient::resume));
    if (upstream != null) {
      return upstream.legs(fromClient, toClient);
    }
    fromClient.fedBy(fromClient);
    fromClient.into(answers(service.builtin().orElseThrow(), toClient));
    return List.of(fromClient);
  }

  private Sink answers(Builtin builtin, Sink toClient) {
    Sink counted = new CountingSink(toClient, n -> flow.relayed(Direction.TO_CLIENT, n));
    return switch (builtin) {
      case ECHO -> counted;
      case DISCARD -> new DiscardSink(counted);
      case DAYTIME, SERVICES ->
          AnsweringSink.saying(snapshot.answers().of(builtin, connection), counted);
    };
  }

  @Override
  public void transferred(Transfer transfer, int count) {
    if (relay != null) {
      relay.moved();
    }
    flow.relayed(transfer == fromClient ? Direction.FROM_CLIENT : Direction.TO_CLIENT, count);
  }

  @Override
  public void sinkClosed(Transfer transfer) {
    if (relay != null) {
      relay.sinkClosed(transfer);
    }
  }

  @Override
  public void inputEnded(Transfer transfer, boolean isClean) {
    if (relay != null) {
      relay.inputEnded(transfer, isClean);
    } else if (transfer == fromClient && !flow.mayEndEarly()) {
      flow.clientLeft();
    } else if (transfer != fromClient && upstream != null) {
      upstream.inputEnded();
    }
    // A transfer that is started later reports its end once more.
  }

  @Override
  public void sourceBroken(Transfer transfer, Throwable cause) {
    if (relay != null) {
      relay.sourceBroken(transfer);
    } else if (transfer == fromClient) {
      flow.clientLeft();
    } else {
      flow.upstreamLost("the upstream broke the connection: " + FailureText.of(cause));
    }
  }

  @Override
  public void close(Ending ending) {
    flow.relayEnded(ending);
    if (upstream != null) {
      upstream.close();
    }
    LingeringClose.close(client, null);
  }

  @Override
  public void reset(Ending ending) {
    flow.relayEnded(ending);
    reset();
  }

  @Override
  public Deadline schedule(Duration delay, Runnable task) {
    var timer = client.eventLoop().schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    return () -> timer.cancel(false);
  }

  @Override
  public void execute(Runnable task) {
    client.eventLoop().execute(task);
  }
}
