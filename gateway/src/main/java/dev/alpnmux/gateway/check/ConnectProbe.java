package dev.alpnmux.gateway.check;

import dev.alpnmux.gateway.route.HealthCheck;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.ApplicationProtocol;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.ClientSSLOptions;
import io.vertx.core.net.ConnectOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Connects, by TLS where there is a service to ask for, and closes. */
final class ConnectProbe implements Probe {
  private final HealthCheck check;
  private final NetClient client;
  private final Optional<Service> tlsService;
  private final Optional<ClientSSLOptions> tls;

  private ConnectProbe(Vertx vertx, HealthCheck check, Optional<Service> tlsService) {
    this.check = check;
    this.client = vertx.createNetClient(new NetClientOptions());
    this.tlsService = tlsService;
    this.tls =
        tlsService.map(
            service ->
                UpstreamTlsOptions.of(service)
                    .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                    .setSslHandshakeTimeout(check.timeout().toMillis()));
  }

  static ConnectProbe tcp(Vertx vertx, HealthCheck check) {
    return new ConnectProbe(vertx, check, Optional.empty());
  }

  static ConnectProbe tls(Vertx vertx, HealthCheck check, Service service) {
    return new ConnectProbe(vertx, check, Optional.of(service));
  }

  @Override
  public Future<Void> ask(Upstream.Tcp upstream, InetAddress address) {
    Optional<String> serverName = serverName(upstream);
    if (tls.isPresent() && serverName.isEmpty()) {
      return Future.failedFuture(new BadAnswerException("there is no name to verify it by"));
    }
    int port = check.port().orElse(upstream.port());
    ConnectOptions options =
        new ConnectOptions()
            .setRemoteAddress(SocketAddress.inetSocketAddress(new InetSocketAddress(address, port)))
            .setTimeout(Math.toIntExact(check.timeout().toMillis()));
    tls.ifPresent(how -> secure(options, how, serverName.orElseThrow(), port));
    return client.connect(options).compose(this::judge);
  }

  private static void secure(
      ConnectOptions options, ClientSSLOptions how, String serverName, int port) {
    options
        .setSsl(true)
        .setSslOptions(how)
        .setHost(serverName)
        .setPort(port)
        .setSniServerName(serverName);
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
