package dev.alpnmux.gateway.accesslog;

import dev.alpnmux.gateway.accesslog.Entry.Offer;
import dev.alpnmux.gateway.accesslog.Entry.Origin;
import dev.alpnmux.gateway.accesslog.Entry.Outcome;
import dev.alpnmux.gateway.accesslog.Entry.Times;
import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.Refusal;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What the tests have lines of. */
final class Entries {
  static final Instant ACCEPTED = Instant.parse("2026-03-14T09:26:41.548Z");
  static final Instant ENDED = Instant.parse("2026-03-14T09:26:53.590123Z");
  static final InetSocketAddress CLIENT = new InetSocketAddress("203.0.113.9", 50112);

  private static final Origin ORIGIN =
      new Origin(17, "public", CLIENT, CLIENT, Optional.empty(), ACCEPTED);

  private Entries() {}

  /** A connection that was served, with all that there is to say. */
  static Entry served(ClientCertificate certificate) {
    ApplicationProtocol id = ApplicationProtocol.parse("postgresql");
    Route route = new Route(Service.named("orders-db").mode(ServiceMode.TERMINATE).build(), id);
    return new Entry(
        ENDED,
        new Origin(
            17,
            "public",
            CLIENT,
            new InetSocketAddress("10.0.0.2", 41000),
            Optional.of(new InetSocketAddress("192.0.2.1", 443)),
            ACCEPTED),
        new Offer(Optional.of("db.example.com"), List.of(id), 3, Optional.empty()),
        new Entry.Service(
            Optional.of(route),
            Optional.of(id),
            Optional.of(
                new TlsDetails(
                    "TLSv1.3", "TLS_AES_128_GCM_SHA256", Optional.of("X25519"), Optional.of(true))),
            Optional.of(certificate),
            Optional.of(new Upstream.Tcp("10.0.0.5", 5432)),
            512,
            40960),
        new Times(
            Optional.of(Duration.ofNanos(412_999)),
            Optional.of(Duration.ofNanos(1_031_000)),
            Optional.of(Duration.ofNanos(201_000)),
            Duration.ofNanos(12_042_107_000L)),
        closed(Ending.CLIENT_RESET));
  }

  private static Outcome closed(Ending ending) {
    return Outcome.closed(connection(), ending);
  }

  /** A connection that was refused by its ClientHello. */
  static Entry refused(Optional<String> serverName, List<ApplicationProtocol> ids, String detail) {
    Connection connection = connection();
    connection.recordHello(
        new ClientHello(
            serverName, Optional.of(ids), List.of(ClientHello.TLS_1_3), List.of(), List.of()));
    return new Entry(
        ENDED,
        ORIGIN,
        Offer.of(connection),
        Entry.Service.of(connection),
        new Times(
            Optional.of(Duration.ofMillis(1)),
            Optional.empty(),
            Optional.empty(),
            Duration.ofMillis(2)),
        Outcome.refused(
            connection,
            Refusal.UNKNOWN_SERVICE,
            Optional.of(AlertDescription.NO_APPLICATION_PROTOCOL),
            detail));
  }

  /** A connection that begins. */
  static Entry begun() {
    Entry begun = Entry.accepted(connection());
    return new Entry(
        ACCEPTED, ORIGIN, begun.offer(), begun.service(), begun.times(), begun.outcome());
  }

  /** A connection of which nothing is known yet. */
  static Connection connection() {
    return new Connection(17, "public", CLIENT, System.nanoTime());
  }
}
