package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.gateway.events.ConnectFailure.Cause;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import dev.alpnmux.gateway.nativetls.NativeSession;
import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.wire.FailedConnect;
import dev.alpnmux.gateway.wire.FailureText;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The upstream's side of one connection, with TLS of its own where the service re-encrypts. */
final class UpstreamLink implements StreamSocket.Watcher {
  private final LinuxConnection connection;
  private final ConnectionFlow flow;
  private final LinuxSnapshot snapshot;
  private @Nullable UpstreamConnector connector;
  private @Nullable Endpoint endpoint;
  private boolean isAbandoned;

  UpstreamLink(LinuxConnection connection, LinuxSnapshot snapshot) {
    this.connection = connection;
    this.flow = connection.flow();
    this.snapshot = snapshot;
  }

  /** Connects; answers the flow. */
  void connect(Forward forward, Upstream address, Duration within) {
    if (isReencrypted(forward) && serverName(forward, address).isEmpty()) {
      flow.upstreamFailed(
          new ConnectFailure(
              Cause.TLS, "there is no name to verify it by: it needs upstreamTls.serverName"));
      return;
    }
    connector =
        new UpstreamConnector(
            connection.loop(),
            snapshot.addresses(),
            socket -> connected(socket, forward, address),
            flow::upstreamFailed,
            connection::failed);
    connector.connect(address, within);
  }

  private static boolean isReencrypted(Forward forward) {
    return forward.route().service().mode() == ServiceMode.REENCRYPT;
  }

  private static Optional<String> serverName(Forward forward, Upstream address) {
    Service service = forward.route().service();
    return service.upstreamTls().serverName().or(address::verifiableName);
  }

  private void connected(StreamSocket socket, Forward forward, Upstream address) {
    connector = null;
    endpoint = new Endpoint(connection.loop().buffers(), socket);
    if (isReencrypted(forward)) {
      connection.announceTo(endpoint, forward);
      startTls(endpoint, forward, serverName(forward, address).orElseThrow());
    } else {
      socket.watchedBy(this);
      flow.upstreamConnected();
    }
  }

  private void startTls(Endpoint connected, Forward forward, String serverName) {
    NativeSession session;
    try {
      session =
          snapshot.tls().client(forward.route().service(), forward.route().protocol(), serverName);
    } catch (SSLException e) {
      fail(new ConnectFailure(Cause.TLS, "its TLS settings cannot be used: " + FailureText.of(e)));
      return;
    }
    new Handshake(connection, connected, session, new TlsAnswer(forward)).open();
  }

  /** What the handshake with the upstream comes to. */
  private final class TlsAnswer implements Handshake.Answer {
    private final Forward forward;

    TlsAnswer(Forward forward) {
      this.forward = forward;
    }

    @Override
    public void finished(NativeSession session) {
      if (!session.isAcknowledged()) {
        fail(
            new ConnectFailure(
                Cause.ALPN_MISMATCH,
                "it does not acknowledge the id " + forward.route().protocol()));
        return;
      }
      if (endpoint != null) {
        endpoint.socket().watchedBy(UpstreamLink.this);
      }
      flow.upstreamConnected();
    }

    @Override
    public void failed(NativeSession session, SSLException cause) {
      fail(FailedConnect.inTls(cause));
    }

    @Override
    public void peerLeft() {
      fail(new ConnectFailure(Cause.TLS, "it ended the connection in the TLS handshake"));
    }
  }

  private void fail(ConnectFailure failure) {
    if (!isAbandoned) {
      abandon();
      flow.upstreamFailed(failure);
    }
  }

  /** The upstream's side, once connected. */
  Endpoint endpoint() {
    if (endpoint == null) {
      throw new IllegalStateException("the upstream is not connected");
    }
    return endpoint;
  }

  /** What the upstream says first waits in the kernel until the relay starts. */
  @Override
  public void readable() {
    if (!isAbandoned && endpoint != null && endpoint.socket().isBroken()) {
      flow.upstreamLost("the upstream broke the connection");
    }
  }

  @Override
  public void writable() {
    try {
      endpoint().flush();
    } catch (IOException e) {
      flow.upstreamLost("the upstream broke the connection");
    }
  }

  @Override
  public void failed(Throwable bug) {
    connection.failed(bug);
  }

  /** Closes in order. */
  void close() {
    if (endpoint != null) {
      endpoint.close();
    }
  }

  /** Gives up a connect under way, or resets the connection. */
  void abandon() {
    isAbandoned = true;
    if (endpoint != null) {
      endpoint.reset();
    } else if (connector != null) {
      connector.cancel();
    }
  }
}
