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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** One JSON object for each line, as {@code access-log-1.json} describes it. */
final class JsonFormat implements LineFormat {
  private final TimeText times = new TimeText();

  @Override
  public void append(Entry entry, StringBuilder lines) {
    JsonLine line = new JsonLine(lines).text("event", entry.isStart() ? "start" : "end");
    times.append(entry.at(), quoted(line, "time", lines));
    lines.append('"');
    origin(entry, line, lines);
    if (!entry.isStart()) {
      offer(entry.offer(), line);
      service(entry.service(), line);
      outcome(entry.outcome(), line);
      seconds(entry.times(), line);
    }
    line.endLine();
  }

  private static StringBuilder quoted(JsonLine line, String name, StringBuilder lines) {
    line.name(name);
    return lines.append('"');
  }

  private void origin(Entry entry, JsonLine line, StringBuilder lines) {
    Origin origin = entry.origin();
    if (!entry.isStart()) {
      times.append(origin.acceptedAt(), quoted(line, "accepted", lines));
      lines.append('"');
    }
    line.number("connection", origin.id()).text("listener", origin.listener());
    address("client", origin.client(), line);
    if (origin.isProxied()) {
      address("peer", origin.peer(), line);
    }
  }

  private static void address(String name, InetSocketAddress address, JsonLine line) {
    line.begin(name)
        .text("address", AddressText.of(address))
        .number("port", address.getPort())
        .end();
  }

  private static void offer(Offer offer, JsonLine line) {
    line.text("serverName", offer.serverName());
    if (!offer.protocols().isEmpty()) {
      line.texts("offered", offer.protocols());
    }
    if (offer.more() > 0) {
      line.number("offeredMore", offer.more());
    }
    line.text("asked", offer.line());
  }

  private static void service(Service service, JsonLine line) {
    if (service.route().isPresent()) {
      Route route = service.route().get();
      line.text("service", route.service().name())
          .text("protocol", service.protocol())
          .text("mode", route.service().mode().name().toLowerCase(Locale.ROOT));
    }
    service.tls().ifPresent(tls -> tls(tls, line));
    service.certificate().ifPresent(certificate -> certificate(certificate, line));
    line.text("upstream", service.upstream())
        .number("bytesFromClient", service.bytesFromClient())
        .number("bytesToClient", service.bytesToClient());
  }

  private static void tls(TlsDetails tls, JsonLine line) {
    line.begin("tls")
        .text("version", tls.version())
        .text("cipher", tls.cipher())
        .text("group", tls.group());
    tls.isResumed().ifPresent(isResumed -> line.flag("resumed", isResumed));
    line.end();
  }

  private static void certificate(ClientCertificate certificate, JsonLine line) {
    line.begin("clientCertificate")
        .text("subject", certificate.subject())
        .text("serial", certificate.serial())
        .text("sha256", certificate.fingerprint())
        .end();
  }

  private static void outcome(Outcome outcome, JsonLine line) {
    line.text("reported", outcome.reported())
        .text("ending", outcome.ending().map(Ending::toString).orElse("refused"))
        .text("reason", outcome.refusal());
    outcome.alert().ifPresent(alert -> line.number("alert", alert.code()));
    line.text("limit", outcome.limit())
        .text("closedBy", outcome.ending().map(Ending::closedBy).orElse(Closer.GATEWAY).toString())
        .text("error", outcome.error());
  }

  private static void seconds(Times times, JsonLine line) {
    line.begin("seconds");
    seconds("hello", times.hello(), line);
    seconds("handshake", times.handshake(), line);
    seconds("connect", times.connect(), line);
    seconds("total", Optional.of(times.total()), line);
    line.end();
  }

  private static void seconds(String name, Optional<Duration> took, JsonLine line) {
    took.ifPresent(duration -> TimeText.append(duration, line.name(name)));
  }

  @Override
  public void appendDropped(Instant at, Dropped reason, long count, StringBuilder lines) {
    JsonLine line = new JsonLine(lines).text("event", "dropped");
    times.append(at, quoted(line, "time", lines));
    lines.append('"');
    line.text("reason", reason.toString()).number("count", count).endLine();
  }
}
