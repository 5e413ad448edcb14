package dev.alpnmux.gateway.check;

import dev.alpnmux.gateway.route.HealthCheck;
import dev.alpnmux.gateway.route.ProxyProtocol;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ProxyHeader;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Connects, by TLS where there is a service to ask for, and closes. */
final class ConnectProbe implements Probe {
  private final HealthCheck check;
  private final NetClient client;
  private final Optional<Buffer> proxyHeader;
  private final Optional<Service> tlsService;
  private final Optional<ClientSSLOptions> tls;

  private ConnectProbe(
      Vertx vertx, HealthCheck check, ProxyProtocol proxyProtocol, Optional<Service> tlsService) {
    this.check = check;
    this.client = vertx.createNetClient(new NetClientOptions());
    // Another port belongs to a program that need not speak what the upstream does.
    this.proxyHeader = check.port().isPresent() ? Optional.empty() : header(proxyProtocol);
    this.tlsService = tlsService;
    this.tls =
        tlsService.map(
            service ->
                UpstreamTlsOptions.of(service)
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setSslHandshakeTimeout(check.timeout().toMillis()));
  }

  static ConnectProbe tcp(Vertx vertx, HealthCheck check, Service service) {
    return new ConnectProbe(vertx, check, service.proxyProtocol(), Optional.empty());
  }

  static ConnectProbe tls(Vertx vertx, HealthCheck check, Service service) {
    return new ConnectProbe(vertx, check, service.proxyProtocol(), Optional.of(service));
  }

  /** A check speaks for no client. */
  private static Optional<Buffer> header(ProxyProtocol version) {
    return switch (version) {
      case OFF -> Optional.empty();
      case V1 -> Optional.of(Buffer.buffer(ProxyHeader.LOCAL.v1()));
      case V2 -> Optional.of(Buffer.buffer(ProxyHeader.LOCAL.v2()));
    };
  }

  @Override
  public Future<Void> ask(Upstream.Tcp upstream, InetAddress address) {
    Optional<String> serverName = serverName(upstream);
    if (tls.isPresent() && serverName.isEmpty()) {
      return Future.failedFuture(new BadAnswerException("there is no name to verify it by"));
    }
    String verified = serverName.orElse(upstream.host());
    int port = check.port().orElse(upstream.port());
    ConnectOptions options =
        new ConnectOptions()
            .setRemoteAddress(SocketAddress.inetSocketAddress(named(verified, address, port)))
            .setTimeout(Math.toIntExact(check.timeout().toMillis()));
    return client.connect(options).compose(socket -> greet(socket, verified)).compose(this::judge);
  }

  /** Vert.x verifies the name by which the address is called. */
  private static InetSocketAddress named(String name, InetAddress address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(name, address.getAddress()), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has four octets or sixteen", e);
    }
  }

  /** Sends the header, and goes through the handshake behind it. */
  private Future<NetSocket> greet(NetSocket socket, String serverName) {
    Buffer header = proxyHeader.orElseGet(Buffer::buffer);
    Future<Void> greeted =
        tls.isPresent() ? socket.upgradeToSsl(tls.get(), serverName, header) : socket.write(header);
    return greeted.map(socket).onFailure(failure -> socket.close());
  }

  private Optional<String> serverName(Upstream.Tcp upstream) {
    return tlsService.flatMap(s -> s.upstreamTls().serverName()).or(upstream::verifiableName);
  }

  private Future<Void> judge(NetSocket socket) {
    String acknowledged = String.valueOf(socket.applicationLayerProtocol());
    Optional<ApplicationProtocol> offered = tlsService.map(s -> s.protocols().get(0));
    Future<Void> closed = socket.close();
    if (offered.isPresent() && !offered.get().octets().equals(acknowledged)) {
      String why = "it does not acknowledge the id " + offered.get();
      return Future.failedFuture(new BadAnswerException(why));
    }
    return closed;
  }

  @Override
  public void close() {
    client.close();
  }
}
