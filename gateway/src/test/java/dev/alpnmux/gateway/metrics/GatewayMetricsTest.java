package dev.alpnmux.gateway.metrics;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.gateway.events.ConnectFailure.Cause;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.gateway.events.UpstreamEvents;
import dev.alpnmux.gateway.metrics.Counts.UpstreamKey;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.gateway.testing.Exposition;
import dev.alpnmux.gateway.upstream.UpstreamPools;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GatewayMetricsTest {
  private static final Upstream UPSTREAM = new Upstream.Tcp("127.0.0.1", 1);
  private static final Service DB = service("db", ServiceMode.TERMINATE);
  private static final Service WEB = service("web", ServiceMode.PASSTHROUGH);

  private final GatewayMetrics metrics = new GatewayMetrics();
  private final ConnectionEvents events = metrics.eventsOfOneLoop();

  GatewayMetricsTest() {
    serving(DB, WEB);
  }

  private static Service service(String name, ServiceMode mode) {
    return Service.named(name).mode(mode).upstreams(List.of(UPSTREAM)).build();
  }

  private void serving(Service... services) {
    metrics.register(Map.of("public", ListenerRules.DEFAULT), List.of(services));
    metrics.registerUpstreams(
        List.of(services), UpstreamPools.none(UpstreamEvents.NONE).next(List.of(services)));
  }

  private static Connection accepted(ConnectionEvents events) {
    Connection connection =
        new Connection(
            1,
            "public",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
            System.nanoTime());
    events.accepted(connection);
    return connection;
  }

  private static Connection relayed(ConnectionEvents events, Service service) {
    Connection connection = accepted(events);
    connection.recordRoute(new Route(service, ApplicationProtocol.parse(service.name())));
    events.routed(connection);
    connection.recordUpstream(UPSTREAM, Duration.ofMillis(3));
    events.upstreamConnected(connection, Duration.ofMillis(3));
    connection.recordRelaying();
    events.relaying(connection);
    return connection;
  }

  private static Counts.ListenerCounts listener(Counts counts) {
    return requireNonNull(counts.listeners().get("public"));
  }

  private static Counts.ServiceCounts service(Counts counts, String name) {
    return requireNonNull(counts.services().get(name));
  }

  private static Counts.UpstreamCounts upstream(Counts counts, String service) {
    return requireNonNull(counts.upstreams().get(new UpstreamKey(service, UPSTREAM)));
  }

  private Exposition scrape() {
    return Exposition.of(metrics.scrape(Format.TEXT));
  }

  private double value(String name, Map<String, String> labels) {
    return scrape().samples().stream()
        .filter(sample -> sample.name().equals(name) && sample.labels().equals(labels))
        .mapToDouble(Exposition.Sample::value)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + name + labels));
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalIsCountedByItsReasonAlone(Refusal refusal) {
    Connection connection = accepted(events);
    assertThat(listener(metrics.counts()).refused().values()).containsOnly(0L);
    assertThat(listener(metrics.counts()).handshaking()).isEqualTo(1);
    events.refused(connection, refusal, refusal.alert(), "because");

    Counts.ListenerCounts counts = listener(metrics.counts());
    counts
        .refused()
        .forEach(
            (reason, count) ->
                assertThat(count).as(reason.toString()).isEqualTo(reason == refusal ? 1 : 0));
    assertThat(counts.accepted()).isEqualTo(1);
    assertThat(counts.handshaking()).isZero();
    assertThat(
            value(
                "alpnmux_refused_connections_total",
                Map.of("listener", "public", "reason", refusal.toString())))
        .isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aFailedConnectIsCountedByItsCauseAlone(Cause cause) {
    Connection connection = accepted(events);
    connection.recordRoute(new Route(DB, ApplicationProtocol.parse("db")));
    events.routed(connection);
    events.upstreamFailed(connection, UPSTREAM, new ConnectFailure(cause, "why"));

    for (String outcome : scrape().values("alpnmux_upstream_connections_total", "outcome")) {
      assertThat(
              value(
                  "alpnmux_upstream_connections_total",
                  Map.of("service", "db", "upstream", "127.0.0.1:1", "outcome", outcome)))
          .as(outcome)
          .isEqualTo(outcome.equals(cause.toString()) ? 1 : 0);
    }
    assertThat(upstream(metrics.counts(), "db").failed()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"LISTED", "CLIENT_LEFT"})
  void aRelayedConnectionIsCountedByItsEnding(Ending ending) {
    Connection connection = relayed(events, WEB);
    connection.recordRelayed(Direction.FROM_CLIENT, 7);
    connection.recordRelayed(Direction.TO_CLIENT, 11);
    assertThat(service(metrics.counts(), "web"))
        .isEqualTo(new Counts.ServiceCounts(1, 1, 1, 7, 11));
    events.closed(connection, ending);

    assertThat(service(metrics.counts(), "web"))
        .isEqualTo(new Counts.ServiceCounts(1, 1, 0, 7, 11));
    assertThat(
            value(
                "alpnmux_closed_connections_total",
                Map.of("service", "web", "mode", "passthrough", "ending", ending.toString())))
        .isEqualTo(1);
    assertThat(value("alpnmux_connection_duration_seconds_count", Map.of("service", "web")))
        .isEqualTo(1);
    assertThat(value("alpnmux_received_bytes_total", Map.of("service", "web", "side", "upstream")))
        .isEqualTo(11);
    assertThat(value("alpnmux_sent_bytes_total", Map.of("service", "web", "side", "upstream")))
        .isEqualTo(7);
  }

  @Test
  void aHandshakeIsCountedByWhatItCameTo() {
    Connection good = accepted(events);
    good.recordTls(new TlsDetails("TLSv1.2", "cipher", Optional.empty(), Optional.of(true)));
    good.recordHandshake(Duration.ofMillis(10));
    events.handshakeFinished(good, Duration.ofMillis(10));
    Connection bad = accepted(events);
    bad.recordHandshake(Duration.ofSeconds(3));
    events.refused(bad, Refusal.HANDSHAKE_FAILED, Optional.empty(), "because");
    events.refused(good, Refusal.UPSTREAM_UNAVAILABLE, Optional.empty(), "because");

    assertThat(
            value("alpnmux_tls_handshakes_total", Map.of("version", "TLSv1.2", "resumed", "true")))
        .isEqualTo(1);
    assertThat(bucket("ok", "0.005")).isZero();
    assertThat(bucket("ok", "0.01")).as("a bound belongs to its bucket").isEqualTo(1);
    assertThat(bucket("failed", "2.5")).isZero();
    assertThat(bucket("failed", "+Inf")).isEqualTo(1);
    assertThat(
            value(
                "alpnmux_tls_handshake_seconds_sum",
                Map.of("listener", "public", "outcome", "failed")))
        .isEqualTo(3);
  }

  private double bucket(String outcome, String bound) {
    return value(
        "alpnmux_tls_handshake_seconds_bucket",
        Map.of("listener", "public", "outcome", outcome, "le", bound));
  }

  @Test
  void whatIsGoneIsShownUntilItsLastConnectionIsOver() {
    Connection connection = relayed(events, WEB);
    serving(DB);
    assertThat(scrape().values("alpnmux", "service")).containsExactly("db", "web");
    assertThat(scrape().values("alpnmux_upstream_connections_active", "service")).contains("web");

    events.closed(connection, Ending.COMPLETE);

    assertThat(scrape().values("alpnmux", "service")).containsExactly("db");
    serving(DB, WEB);
    assertThat(service(metrics.counts(), "web").relayed()).isZero();
  }

  @Test
  void aChangedModeIsASeriesOfItsOwnAndLosesNoCount() {
    events.closed(relayed(events, DB), Ending.COMPLETE);
    serving(service("db", ServiceMode.REENCRYPT));

    Map<String, String> before = Map.of("service", "db", "mode", "terminate");
    Map<String, String> now = Map.of("service", "db", "mode", "reencrypt");
    assertThat(value("alpnmux_relayed_connections_total", before)).isEqualTo(1);
    assertThat(value("alpnmux_relayed_connections_total", now)).isZero();
  }

  @Test
  void thousandsOfReloadsLeaveNothingBehind() {
    int before = scrape().samples().size();
    for (int i = 0; i < 3000; i++) {
      Service other = service("svc" + i, ServiceMode.TERMINATE);
      serving(DB, WEB, other);
      events.closed(relayed(metrics.eventsOfOneLoop(), other), Ending.COMPLETE);
    }
    serving(DB, WEB);
    assertThat(scrape().samples()).hasSize(before);
  }

  @Test
  void theCountsOfAllEventLoopsAddUpExactlyWhileTheyAreRead() throws Exception {
    int loops = 4;
    int connections = 20_000;
    ExecutorService threads = Executors.newFixedThreadPool(loops);
    try {
      List<Future<?>> work = new ArrayList<>();
      for (int i = 0; i < loops; i++) {
        work.add(threads.submit(() -> work(connections)));
      }
      long seen = 0;
      while (!work.stream().allMatch(Future::isDone)) {
        Counts counts = metrics.counts();
        long relayed = service(counts, "db").relayed();
        assertThat(relayed).isGreaterThanOrEqualTo(seen);
        assertThat(service(counts, "db").active()).isBetween(0L, (long) loops);
        assertThat(listener(counts).handshaking()).isBetween(0L, (long) loops);
        seen = relayed;
      }
      for (Future<?> done : work) {
        done.get(1, TimeUnit.MINUTES);
      }
    } finally {
      threads.shutdownNow();
    }
    long all = (long) loops * connections;
    assertThat(service(metrics.counts(), "db"))
        .isEqualTo(new Counts.ServiceCounts(all, all, 0, 3 * all, 5 * all));
    assertThat(listener(metrics.counts()).accepted()).isEqualTo(2 * all);
    assertThat(
            value(
                "alpnmux_refused_connections_total",
                Map.of("listener", "public", "reason", "unknown_service")))
        .isEqualTo((double) all);
    assertThat(value("alpnmux_upstream_connect_seconds_count", Map.of("service", "db")))
        .isEqualTo((double) all);
  }

  private void work(int connections) {
    ConnectionEvents here = metrics.eventsOfOneLoop();
    for (int i = 0; i < connections; i++) {
      Connection connection = relayed(here, DB);
      connection.recordRelayed(Direction.FROM_CLIENT, 3);
      connection.recordRelayed(Direction.TO_CLIENT, 5);
      here.closed(connection, Ending.COMPLETE);
      here.refused(accepted(here), Refusal.UNKNOWN_SERVICE, Optional.empty(), "because");
    }
  }
}
