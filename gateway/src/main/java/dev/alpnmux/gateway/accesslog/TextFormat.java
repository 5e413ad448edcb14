package dev.alpnmux.gateway.accesslog;

import dev.alpnmux.gateway.accesslog.Entry.Offer;
import dev.alpnmux.gateway.accesslog.Entry.Origin;
import dev.alpnmux.gateway.accesslog.Entry.Outcome;
import dev.alpnmux.gateway.accesslog.Entry.Service;
import dev.alpnmux.gateway.accesslog.Entry.Times;
import dev.alpnmux.gateway.events.Closer;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.events.TlsDetails;
import io.netty.util.NetUtil;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One line for people: the time, what happened, and then {@code name=value}. A value that is more
 * than a word stands in quotes, escaped as in JSON.
 */
final class TextFormat implements LineFormat {
  private final TimeText times = new TimeText();

  @Override
  public void append(Entry entry, StringBuilder lines) {
    times.append(entry.at(), lines);
    lines.append(entry.isStart() ? " accepted" : refusedOrClosed(entry));
    origin(entry.origin(), lines);
    if (!entry.isStart()) {
      offer(entry.offer(), lines);
      service(entry.service(), lines);
      outcome(entry.outcome(), lines);
      seconds(entry.times(), lines);
    }
    lines.append('\n');
  }

  private static String refusedOrClosed(Entry entry) {
    return entry.outcome().refusal().isPresent() ? " refused" : " closed";
  }

  private static void origin(Origin origin, StringBuilder out) {
    out.append(" connection=").append(origin.id());
    word("listener", origin.listener(), out);
    word("client", NetUtil.toSocketAddressString(origin.client()), out);
    if (origin.isProxied()) {
      word("peer", NetUtil.toSocketAddressString(origin.peer()), out);
    }
  }

  private static void offer(Offer offer, StringBuilder out) {
    word("serverName", offer.serverName(), out);
    if (!offer.protocols().isEmpty()) {
      out.append(" offered=");
      // The written form of an id has no comma.
      offer.protocols().forEach(protocol -> out.append(protocol).append(','));
      out.setLength(out.length() - 1);
    }
    if (offer.more() > 0) {
      out.append(" offeredMore=").append(offer.more());
    }
    word("asked", offer.line(), out);
  }

  private static void service(Service service, StringBuilder out) {
    word("service", service.route().map(route -> route.service().name()), out);
    word("protocol", service.protocol(), out);
    word(
        "mode",
        service.route().map(route -> route.service().mode().name().toLowerCase(Locale.ROOT)),
        out);
    service.tls().ifPresent(tls -> tls(tls, out));
    word("certificate", service.certificate().map(Object::toString), out);
    word("upstream", service.upstream(), out);
    out.append(" fromClient=").append(service.bytesFromClient());
    out.append(" toClient=").append(service.bytesToClient());
  }

  private static void tls(TlsDetails tls, StringBuilder out) {
    word("tls", tls.version(), out);
    word("cipher", tls.cipher(), out);
    word("group", tls.group(), out);
    word("resumed", tls.isResumed(), out);
  }

  private static void outcome(Outcome outcome, StringBuilder out) {
    word("reported", outcome.reported(), out);
    word("ending", outcome.ending(), out);
    word("reason", outcome.refusal(), out);
    word("alert", outcome.alert().map(alert -> alert.code()), out);
    word("limit", outcome.limit(), out);
    word("closedBy", outcome.ending().map(Ending::closedBy).orElse(Closer.GATEWAY).toString(), out);
    word("error", outcome.error(), out);
  }

  private static void seconds(Times times, StringBuilder out) {
    seconds("helloSeconds", times.hello(), out);
    seconds("handshakeSeconds", times.handshake(), out);
    seconds("connectSeconds", times.connect(), out);
    seconds("seconds", Optional.of(times.total()), out);
  }

  private static void seconds(String name, Optional<Duration> took, StringBuilder out) {
    took.ifPresent(duration -> TimeText.append(duration, out.append(' ').append(name).append('=')));
  }

  private static void word(String name, Optional<?> value, StringBuilder out) {
    value.ifPresent(present -> word(name, present.toString(), out));
  }

  private static void word(String name, String value, StringBuilder out) {
    out.append(' ').append(name).append('=');
    if (isWord(value)) {
      out.append(value);
    } else {
      JsonLine.quote(value, out);
    }
  }

  private static boolean isWord(String value) {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c > '~' || c == '"' || c == '\\') {
        return false;
      }
    }
    return !value.isEmpty();
  }

  @Override
  public void appendDropped(Instant at, Dropped reason, long count, StringBuilder lines) {
    times.append(at, lines);
    lines.append(" dropped reason=").append(reason).append(" count=").append(count).append('\n');
  }
}
