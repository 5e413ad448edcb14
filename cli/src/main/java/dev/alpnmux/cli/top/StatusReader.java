package dev.alpnmux.cli.top;

import dev.alpnmux.cli.top.Status.Certificate;
import dev.alpnmux.cli.top.Status.Configuration;
import dev.alpnmux.cli.top.Status.Listener;
import dev.alpnmux.cli.top.Status.Rates;
import dev.alpnmux.cli.top.Status.Refused;
import dev.alpnmux.cli.top.Status.Service;
import dev.alpnmux.cli.top.Status.Totals;
import dev.alpnmux.cli.top.Status.Upstream;
import dev.alpnmux.gateway.config.JsonDocument;
import dev.alpnmux.gateway.config.JsonSyntaxException;
import dev.alpnmux.gateway.config.Problems;
import java.net.ProtocolException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;

/** Reads {@code /status.json}. Members that it does not know are left alone. */
final class StatusReader {
  private StatusReader() {}

  /**
   * @throws ProtocolException if this is no state of a gateway
   */
  static Status read(String json) throws ProtocolException {
    try {
      return status(Members.of(JsonDocument.read(json, new Problems("/status.json"))));
    } catch (JsonSyntaxException | IllegalArgumentException | DateTimeParseException e) {
      throw new ProtocolException("this is not the state of a gateway: " + e.getMessage());
    }
  }

  private static Status status(Members document) {
    return new Status(
        document.text("version"),
        Instant.parse(document.text("now")),
        document.count("uptimeSeconds"),
        configuration(document.object("configuration")),
        document.flag("ready"),
        document.flag("draining"),
        totals(document.object("totals")),
        rates(document.object("rates")),
        document.list("listeners", StatusReader::listener),
        document.list("services", StatusReader::service),
        document.list("certificates", StatusReader::certificate),
        document.list("refusals", StatusReader::refused));
  }

  private static Configuration configuration(Members configuration) {
    return new Configuration(
        configuration.count("generation"),
        configuration.text("hash"),
        configuration.count("ageSeconds"),
        configuration.textsOrNull("lastReloadError").orElse(List.of()));
  }

  private static Totals totals(Members totals) {
    return new Totals(
        totals.count("active"),
        totals.count("handshaking"),
        totals.count("accepted"),
        totals.count("refused"),
        totals.count("relayed"),
        totals.count("bytesFromClients"),
        totals.count("bytesToClients"));
  }

  private static Rates rates(Members rates) {
    return new Rates(
        rates.number("accepted"),
        rates.number("refused"),
        rates.number("relayed"),
        rates.number("bytesFromClients"),
        rates.number("bytesToClients"));
  }

  private static Listener listener(Members listener) {
    Members rates = listener.object("rates");
    return new Listener(
        listener.text("name"),
        listener.text("address"),
        listener.text("transport"),
        listener.text("strictness"),
        listener.object("refused").counts(),
        rates.number("accepted"),
        rates.number("refused"));
  }

  private static Service service(Members service) {
    Members rates = service.object("rates");
    return new Service(
        service.text("name"),
        service.text("mode"),
        service.textOrNull("builtin"),
        service.flag("draining"),
        service.count("active"),
        rates.number("relayed"),
        rates.number("bytesFromClients"),
        rates.number("bytesToClients"),
        service.list("upstreams", StatusReader::upstream));
  }

  private static Upstream upstream(Members upstream) {
    return new Upstream(upstream.text("address"), upstream.flag("up"));
  }

  private static Certificate certificate(Members certificate) {
    return new Certificate(
        certificate.text("file"), certificate.texts("names"), certificate.count("daysLeft"));
  }

  private static Refused refused(Members refused) {
    return new Refused(
        Instant.parse(refused.text("time")),
        refused.text("listener"),
        refused.text("client"),
        refused.textOrNull("serverName"),
        refused.textsOrNull("offered"),
        refused.textOrNull("asked"),
        refused.text("reason"),
        refused.countOrNull("alert"),
        refused.text("fix"));
  }
}
