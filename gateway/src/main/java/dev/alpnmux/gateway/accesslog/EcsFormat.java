package dev.alpnmux.gateway.accesslog;

import dev.alpnmux.gateway.accesslog.Entry.Offer;
import dev.alpnmux.gateway.accesslog.Entry.Origin;
import dev.alpnmux.gateway.accesslog.Entry.Outcome;
import dev.alpnmux.gateway.accesslog.Entry.Service;
import dev.alpnmux.gateway.accesslog.Entry.Times;
import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.events.Closer;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.gateway.route.Route;
import dev.alpnmux.gateway.route.Upstream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One JSON object for each line, with the field names of the Elastic Common Schema where it has
 * one, and {@code alpnmux.*} where it has none. Names with dots, which mean the same as objects.
 */
final class EcsFormat implements LineFormat {
  private static final String VERSION = "8.17.0";

  private final TimeText times = new TimeText();

  @Override
  public void append(Entry entry, StringBuilder lines) {
    JsonLine line = new JsonLine(lines);
    time("@timestamp", entry.at(), line, lines);
    event(entry, line, lines);
    origin(entry.origin(), line);
    if (!entry.isStart()) {
      offer(entry.offer(), line);
      service(entry.service(), line);
      outcome(entry.outcome(), line);
      seconds(entry.times(), line);
    }
    line.endLine();
  }

  private void time(String name, Instant time, JsonLine line, StringBuilder lines) {
    line.name(name).append('"');
    times.append(time, lines);
    lines.append('"');
  }

  private void event(Entry entry, JsonLine line, StringBuilder lines) {
    Outcome outcome = entry.outcome();
    boolean isRefused = outcome.refusal().isPresent();
    line.text("ecs.version", VERSION)
        .text("event.kind", "event")
        .text("event.dataset", "alpnmux.access")
        .texts("event.category", List.of("network"));
    if (entry.isStart()) {
      line.texts("event.type", List.of("connection", "start"))
          .text("event.action", "connection-accepted");
      return;
    }
    line.texts("event.type", List.of("connection", isRefused ? "denied" : "end"))
        .text("event.action", isRefused ? "connection-refused" : "connection-closed")
        .text("event.outcome", outcome.error().isPresent() ? "failure" : "success");
    time("event.start", entry.origin().acceptedAt(), line, lines);
    time("event.end", entry.at(), line, lines);
    line.number("event.duration", entry.times().total().toNanos());
  }

  private static void origin(Origin origin, JsonLine line) {
    line.number("alpnmux.connection", origin.id())
        .text("alpnmux.listener", origin.listener())
        .text("network.transport", "tcp");
    address("source", origin.client(), line);
    if (origin.isProxied()) {
      address("alpnmux.peer", origin.peer(), line);
    }
    origin.destination().ifPresent(destination -> address("server", destination, line));
  }

  private static void address(String name, InetSocketAddress address, JsonLine line) {
    String ip = AddressText.of(address);
    line.text(name + ".address", ip)
        .text(name + ".ip", ip)
        .number(name + ".port", address.getPort());
  }

  private static void offer(Offer offer, JsonLine line) {
    line.text("tls.client.server_name", offer.serverName());
    if (!offer.protocols().isEmpty()) {
      line.texts("alpnmux.offered", offer.protocols());
    }
    if (offer.more() > 0) {
      line.number("alpnmux.offered_more", offer.more());
    }
    line.text("alpnmux.asked", offer.line());
  }

  private static void service(Service service, JsonLine line) {
    if (service.route().isPresent()) {
      Route route = service.route().get();
      line.text("alpnmux.service", route.service().name())
          .text("alpnmux.mode", route.service().mode().name().toLowerCase(Locale.ROOT))
          .text("tls.next_protocol", service.protocol());
    }
    service.tls().ifPresent(tls -> tls(tls, line));
    service.certificate().ifPresent(certificate -> certificate(certificate, line));
    service.upstream().ifPresent(upstream -> destination(upstream, line));
    line.number("source.bytes", service.bytesFromClient())
        .number("destination.bytes", service.bytesToClient())
        .number("network.bytes", service.bytesFromClient() + service.bytesToClient());
  }

  /** The schema has a protocol and its version in numbers. */
  private static void tls(TlsDetails tls, JsonLine line) {
    line.flag("tls.established", true)
        .text("tls.version_protocol", "tls")
        .text("tls.version", tls.version().replace("TLSv", ""))
        .text("tls.cipher", tls.cipher())
        .text("tls.curve", tls.group());
    tls.isResumed().ifPresent(isResumed -> line.flag("tls.resumed", isResumed));
  }

  /** The schema wants upper case here. */
  private static void certificate(ClientCertificate certificate, JsonLine line) {
    line.text("tls.client.subject", certificate.subject())
        .text("tls.client.x509.serial_number", certificate.serial().toUpperCase(Locale.ROOT))
        .text("tls.client.hash.sha256", certificate.fingerprint().toUpperCase(Locale.ROOT));
  }

  private static void destination(Upstream upstream, JsonLine line) {
    line.text("alpnmux.upstream", upstream.toString());
    if (upstream instanceof Upstream.Tcp tcp) {
      line.text("destination.address", tcp.host())
          .text(tcp.isNamed() ? "destination.domain" : "destination.ip", tcp.host())
          .number("destination.port", tcp.port());
    } else if (upstream instanceof Upstream.UnixSocket socket) {
      line.text("destination.address", socket.path());
    }
  }

  private static void outcome(Outcome outcome, JsonLine line) {
    line.text("alpnmux.reported", outcome.reported())
        .text("alpnmux.ending", outcome.ending().map(Ending::toString).orElse("refused"))
        .text("alpnmux.reason", outcome.refusal());
    outcome.alert().ifPresent(alert -> line.number("alpnmux.alert", alert.code()));
    line.text("alpnmux.limit", outcome.limit())
        .text(
            "alpnmux.closed_by",
            outcome.ending().map(Ending::closedBy).orElse(Closer.GATEWAY).toString())
        .text("error.message", outcome.error());
  }

  private static void seconds(Times times, JsonLine line) {
    seconds("alpnmux.seconds.hello", times.hello(), line);
    seconds("alpnmux.seconds.handshake", times.handshake(), line);
    seconds("alpnmux.seconds.connect", times.connect(), line);
  }

  private static void seconds(String name, Optional<Duration> took, JsonLine line) {
    took.ifPresent(duration -> TimeText.append(duration, line.name(name)));
  }

  @Override
  public void appendDropped(Instant at, Dropped reason, long count, StringBuilder lines) {
    JsonLine line = new JsonLine(lines);
    time("@timestamp", at, line, lines);
    line.text("ecs.version", VERSION)
        .text("event.kind", "event")
        .text("event.dataset", "alpnmux.access")
        .text("event.action", "lines-dropped")
        .text("event.reason", reason.toString())
        .number("alpnmux.dropped", count)
        .endLine();
  }
}
