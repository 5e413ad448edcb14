package dev.alpnmux.gateway.status;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.explain.Remedy;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.ServerName;
import io.netty.util.NetUtil;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One refusal, kept in bounded memory whatever the client sent, and told in escaped form only.
 * Thread-safe.
 */
public final class RefusedConnection {
  private static final int OFFERED_MAX = 8;
  private static final int DETAIL_MAX = 300;

  private final Instant time;
  private final long connection;
  private final String client;
  private final Remedy.Case refused;
  private final How how;
  private final Function<Remedy.Case, String> remedy;
  private volatile @Nullable String fix;

  /**
   * What the client was told.
   *
   * @param alert what the gateway sent itself, if it sent one
   * @param detail the cause in words
   */
  record How(Refusal refusal, Optional<AlertDescription> alert, String detail) {}

  /** Keeps what is known of a connection that was just refused. */
  RefusedConnection(
      Instant time, Connection connection, How how, Function<Remedy.Case, String> remedy) {
    this.time = time;
    this.connection = connection.id();
    this.client = NetUtil.toSocketAddressString(connection.client());
    this.refused =
        new Remedy.Case(
            how.refusal(),
            connection.listener(),
            connection.address(),
            connection.hello().map(RefusedConnection::bounded),
            connection.line(),
            connection.route().map(route -> route.service().name()),
            connection.limit());
    this.how = how;
    this.remedy = remedy;
  }

  /** A hello may hold thousands of ids; the first few tell enough. */
  private static ClientHello bounded(ClientHello hello) {
    return new ClientHello(
        hello.serverName().map(name -> cut(name, ServerName.LENGTH_MAX)),
        hello.protocols().map(ids -> ids.stream().limit(OFFERED_MAX).toList()),
        hello.versions().stream().limit(OFFERED_MAX).toList(),
        List.of(),
        List.of());
  }

  private static String cut(String text, int max) {
    return text.substring(0, Math.min(text.length(), max));
  }

  /** When it was refused. */
  public Instant time() {
    return time;
  }

  /** The number of the connection. */
  public long connection() {
    return connection;
  }

  /** The name of the listener. */
  public String listener() {
    return refused.listener();
  }

  /** The address and the port of the client. */
  public String client() {
    return client;
  }

  /** The server name that the client sent, if it sent one. */
  public Optional<String> serverName() {
    return refused.hello().flatMap(ClientHello::writtenServerName);
  }

  /** The ids that the client offered, at most eight; nothing when it offered no ALPN. */
  public Optional<List<String>> offered() {
    return refused
        .hello()
        .flatMap(ClientHello::protocols)
        .map(ids -> ids.stream().map(ApplicationProtocol::toString).toList());
  }

  /** What a TCPMUX client asked for. */
  public Optional<String> asked() {
    return refused.line().map(line -> new ApplicationProtocol(line).toString());
  }

  /** The reason. */
  public Refusal refusal() {
    return refused.refusal();
  }

  /** The alert that the gateway sent itself, if it sent one. */
  public Optional<AlertDescription> alert() {
    return how.alert();
  }

  /** The service, if that was decided. */
  public Optional<String> service() {
    return refused.service();
  }

  /** The cause in words. */
  public String detail() {
    return cut(how.detail(), DETAIL_MAX);
  }

  /**
   * What to do about it, by the configuration that refused it. Found when it is first asked for:
   * most refusals of a flood are never looked at.
   */
  public String fix() {
    String known = fix;
    if (known == null) {
      known = remedy.apply(refused);
      fix = known;
    }
    return known;
  }
}
