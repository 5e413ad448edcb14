package dev.alpnmux.gateway.portable;

import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.gateway.events.ConnectFailure.Cause;
import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import dev.alpnmux.gateway.flow.Relay;
import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.tls.UpstreamSession;
import dev.alpnmux.gateway.wire.FailedConnect;
import dev.alpnmux.gateway.wire.FailureText;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Future;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The upstream's side of one connection, with TLS of its own where the service re-encrypts. */
final class UpstreamLink {
  private final VertxInternal vertx;
  private final EventLoop eventLoop;
  private final PortableSnapshot snapshot;
  private final Transfer.Owner owner;
  private final ConnectionFlow flow;
  private @Nullable UpstreamConnector connector;
  private @Nullable UpstreamSession session;
  private @Nullable SslHandler tls;
  private @Nullable Transfer fromUpstream;
  private boolean isAbandoned;

  UpstreamLink(
      VertxInternal vertx,
      EventLoop eventLoop,
      PortableSnapshot snapshot,
      Transfer.Owner owner,
      ConnectionFlow flow) {
    this.vertx = vertx;
    this.eventLoop = eventLoop;
    this.snapshot = snapshot;
    this.owner = owner;
    this.flow = flow;
  }

  /**
   * Connects; answers the flow.
   *
   * @param header what the upstream is to read before TLS; not looked at where there is none
   */
  void connect(Forward forward, Upstream address, Duration within, Supplier<byte[]> header) {
    Service service = forward.route().service();
    try {
      if (service.mode() == ServiceMode.REENCRYPT) {
        session = snapshot.tls().client(service, forward.route().protocol());
      }
    } catch (SSLException e) {
      flow.upstreamFailed(
          new ConnectFailure(Cause.TLS, "its TLS settings cannot be used: " + FailureText.of(e)));
      return;
    }
    if (session != null && serverName(service, address).isEmpty()) {
      flow.upstreamFailed(
          new ConnectFailure(
              Cause.TLS, "there is no name to verify it by: it needs upstreamTls.serverName"));
      return;
    }
    connector =
        new UpstreamConnector(
            vertx,
            snapshot.addresses(),
            eventLoop,
            channel -> handlers(channel, service, address, header),
            this::connected,
            flow::upstreamFailed);
    connector.connect(address, within);
  }

  private List<ChannelHandler> handlers(
      Channel channel, Service service, Upstream address, Supplier<byte[]> header) {
    fromUpstream = new Transfer(channel, session != null, Ending.UPSTREAM_RESET, owner);
    if (session == null) {
      return List.of(fromUpstream);
    }
    int port = address instanceof Upstream.Tcp tcp ? tcp.port() : 0;
    String name = serverName(service, address).orElseThrow();
    tls = session.newHandler(channel.alloc(), name, port);
    return List.of(new FirstWrite(header.get()), tls, fromUpstream);
  }

  private static Optional<String> serverName(Service service, Upstream address) {
    return service.upstreamTls().serverName().or(address::verifiableName);
  }

  private void connected(Channel channel) {
    if (tls == null) {
      flow.upstreamConnected();
    } else {
      tls.handshakeFuture().addListener(this::handshakeDone);
    }
  }

  private void handshakeDone(Future<?> result) {
    if (isAbandoned || session == null || tls == null) {
      return;
    }
    if (!result.isSuccess()) {
      fail(FailedConnect.inTls(result.cause()));
    } else if (!session.isAcknowledged(tls)) {
      fail(
          new ConnectFailure(
              Cause.ALPN_MISMATCH, "it does not acknowledge the id " + session.protocol()));
    } else {
      flow.upstreamConnected();
    }
  }

  /** The upstream sends no more. Netty's TLS would wait on for the rest of a handshake. */
  void inputEnded() {
    if (tls != null && !tls.handshakeFuture().isDone()) {
      fail(new ConnectFailure(Cause.TLS, "it ended the connection in the TLS handshake"));
    }
  }

  private void fail(ConnectFailure failure) {
    abandon();
    flow.upstreamFailed(failure);
  }

  /** Lets these bytes leave with the first ones of the relay. */
  void precede(byte[] header) {
    transferBack().source().write(Unpooled.wrappedBuffer(header));
  }

  /** Returns both directions of a relay between the client and this upstream, once connected. */
  List<Relay.Leg> legs(Transfer fromClient, Sink toClient) {
    Transfer back = transferBack();
    fromClient.fedBy(back);
    back.fedBy(fromClient);
    back.shapedBy(flow.shaper(Direction.TO_CLIENT, back::resume));
    fromClient.into(new ChannelSink(back.source(), tls));
    back.into(toClient);
    return List.of(fromClient, back);
  }

  private Transfer transferBack() {
    if (fromUpstream == null) {
      throw new IllegalStateException("the upstream is not connected");
    }
    return fromUpstream;
  }

  /** Closes in order. */
  void close() {
    if (fromUpstream != null) {
      fromUpstream.source().close();
    }
  }

  /** Gives up a connect under way, or resets the connection. */
  void abandon() {
    isAbandoned = true;
    if (connector != null) {
      connector.cancel();
    }
    if (fromUpstream != null) {
      fromUpstream.stop();
      Reset.channel(fromUpstream.source());
    }
  }
}
