package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.client.AlpnmuxException.Failure;
import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.client.micrometer.ClientMeters;
import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.Misbehaviour;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the meters of a client show. */
@Timeout(60)
class ClientMetersScenario {
  private static final TlsGateway SERVING = TlsGateway.with(TestCertificates.SERVER);

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private AlpnmuxClient clientOf(FakeGateway gateway, MeterRegistry metered) {
    return TestPki.client(gateway).events(new ClientMeters(metered)).build();
  }

  private long connects(String service, String gateway, String outcome) {
    Tags tags = Tags.of("service", service, "gateway", gateway, "outcome", outcome);
    return registry.get("alpnmux.client.connect").tags(tags).timer().count();
  }

  private double active(String service) {
    return registry
        .get("alpnmux.client.connections.active")
        .tag("service", service)
        .gauge()
        .value();
  }

  private double count(String name, String... tags) {
    return registry.get(name).tags(tags).counter().count();
  }

  @Test
  void aConnectionIsCountedWhileItIsOpenAndItsBytesWhenItIsClosed() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(SERVING)) {
      AlpnmuxClient client = clientOf(gateway, registry);
      try (ServiceSocket socket = client.connect("echo");
          ServiceSocket other = client.connect("echo")) {
        socket.getOutputStream().write(new byte[1000]);
        assertThat(socket.getInputStream().readNBytes(1000)).hasSize(1000);
        assertThat(other.isConnected()).isTrue();
        assertThat(active("echo")).isEqualTo(2);
      }
      assertThat(active("echo")).isZero();
      assertThat(connects("echo", gateway.address(), "connected")).isEqualTo(2);
      assertThat(count("alpnmux.client.bytes", "service", "echo", "direction", "read"))
          .isEqualTo(1000);
      assertThat(count("alpnmux.client.bytes", "service", "echo", "direction", "written"))
          .isEqualTo(1000);
    }
  }

  @Test
  void aRefusalIsAnOutcomeAndAFailedAttempt() throws IOException {
    try (FakeGateway gateway = FakeGateway.start(Misbehaviour.UNKNOWN_SERVICE)) {
      AlpnmuxClient client = clientOf(gateway, registry);
      assertThatThrownBy(() -> client.connect("nope")).isInstanceOf(NoSuchServiceException.class);
      assertThat(connects("nope", gateway.address(), "no_such_service")).isEqualTo(1);
      assertThat(
              count("alpnmux.client.attempts.failed", "gateway", gateway.address(), "phase", "tls"))
          .isEqualTo(1);
    }
  }

  @Test
  void aConnectThatItsCallerEndsIsCancelled() throws IOException {
    CompletableFuture<ServiceSocket> connecting = new CompletableFuture<>();
    try (FakeGateway gateway = FakeGateway.start(SERVING)) {
      AlpnmuxClient client =
          TestPki.client(gateway)
              .events(new ClientMeters(registry))
              .lookup(
                  host -> {
                    assertThatNoException().isThrownBy(() -> connecting.join().close());
                    throw new UnknownHostException(host);
                  })
              .build();
      connecting.complete(client.socketFactory("echo").createSocket());
      assertThatThrownBy(() -> connecting.join().connect(null)).isInstanceOf(IOException.class);
      assertThat(connects("echo", "none", "cancelled")).isEqualTo(1);
    }
  }

  /** Each kind has its word, and no word stands for two. */
  @Test
  void everyKindOfExceptionIsAnOutcomeOfItsOwn() {
    GatewayAddress gateway = new GatewayAddress("gw.test", 443);
    Failure failure = new Failure("echo", gateway, OptionalInt.empty(), Phase.TLS, "why");
    List<AlpnmuxException> kinds =
        List.of(
            new NoSuchServiceException(failure, null),
            new ServerNameRefusedException(failure, null),
            new ClientCertificateException(failure, null),
            new UpstreamUnavailableException(failure, null),
            new ServiceNotAcknowledgedException(failure, null),
            new GatewayIdentityException(failure, null),
            new GatewayUnavailableException(failure, null),
            new ConnectTimeoutException(failure, null));
    assertThat(kinds).hasSameSizeAs(AlpnmuxException.class.getPermittedSubclasses());
    ClientMeters meters = new ClientMeters(registry);
    kinds.forEach(kind -> meters.connectFailed(new Dial("echo"), kind));
    assertThat(registry.get("alpnmux.client.connect").timers())
        .extracting(timer -> timer.getId().getTag("outcome"))
        .containsExactlyInAnyOrder(
            "no_such_service",
            "server_name_refused",
            "client_certificate",
            "upstream_unavailable",
            "not_acknowledged",
            "gateway_identity",
            "gateway_unavailable",
            "connect_timeout");
  }

  @Test
  void aRefusalAfterTheHandshakeIsCounted() throws IOException {
    TlsGateway strict = TlsGateway.with(TestCertificates.SERVER).requiringClientCertificate();
    try (FakeGateway gateway = FakeGateway.start(strict);
        ServiceSocket socket = clientOf(gateway, registry).connect("echo")) {
      InputStream in = socket.getInputStream();
      assertThatThrownBy(in::read).isInstanceOf(ClientCertificateException.class);
      assertThat(count("alpnmux.client.refused.late", "service", "echo")).isEqualTo(1);
    }
  }

  @Test
  void changesOfTheIdentityAreCounted() {
    ClientMeters meters = new ClientMeters(registry);
    meters.identityReloaded(Path.of("client.pem"));
    meters.identityKept(Path.of("client.pem"), new IOException("no key"));
    meters.identityKept(Path.of("client.pem"), new IOException("no key"));
    assertThat(count("alpnmux.client.identity.changes", "outcome", "reloaded")).isEqualTo(1);
    assertThat(count("alpnmux.client.identity.changes", "outcome", "kept")).isEqualTo(2);
  }

  @Test
  void theNamesInPrometheusAreThese() throws IOException {
    PrometheusMeterRegistry prometheus = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    TlsGateway strict = TlsGateway.with(TestCertificates.SERVER).requiringClientCertificate();
    try (FakeGateway gateway = FakeGateway.start(strict);
        FakeGateway broken = FakeGateway.start(Misbehaviour.CLOSE_AT_ONCE)) {
      ClientMeters meters = new ClientMeters(prometheus);
      AlpnmuxClient client =
          TestPki.client(broken).gateway(gateway.address()).events(meters).build();
      try (ServiceSocket socket = client.connect("echo")) {
        assertThatThrownBy(() -> socket.getInputStream().read())
            .isInstanceOf(ClientCertificateException.class);
      }
      meters.identityReloaded(Path.of("client.pem"));
      assertThat(prometheus.scrape().lines().filter(line -> !line.startsWith("#")))
          .anyMatch(line -> line.startsWith("alpnmux_client_connect_seconds_sum{gateway="))
          .contains(
              "alpnmux_client_connect_seconds_count{gateway=\"%s\",outcome=\"connected\",service=\"echo\"} 1"
                  .formatted(gateway.address()),
              "alpnmux_client_connections_active{service=\"echo\"} 0.0",
              "alpnmux_client_bytes_total{direction=\"read\",service=\"echo\"} 0.0",
              "alpnmux_client_bytes_total{direction=\"written\",service=\"echo\"} 0.0",
              "alpnmux_client_attempts_failed_total{gateway=\"%s\",phase=\"tls\"} 1.0"
                  .formatted(broken.address()),
              "alpnmux_client_refused_late_total{service=\"echo\"} 1.0",
              "alpnmux_client_identity_changes_total{outcome=\"reloaded\"} 1.0");
    }
  }
}
