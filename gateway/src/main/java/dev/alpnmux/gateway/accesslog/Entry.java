package dev.alpnmux.gateway.accesslog;

import dev.alpnmux.gateway.clients.ClientCertificate;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.events.Limit;
import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.gateway.route.Route;
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

/**
 * What is known of one connection when it begins or ends, as one line tells it. Immutable, and
 * small whatever the client has sent: it keeps no ClientHello.
 *
 * @param at when that was
 */
record Entry(
    Instant at, Origin origin, Offer offer, Service service, Times times, Outcome outcome) {
  private static final int OFFERED_MAX = 8;

  /** A certificate that somebody trusts may say much, and an engine too. */
  private static final int TEXT_MAX = 1024;

  /** Where a connection comes from. */
  record Origin(
      long id,
      String listener,
      InetSocketAddress client,
      InetSocketAddress peer,
      Optional<InetSocketAddress> destination,
      Instant acceptedAt) {
    static Origin of(Connection connection) {
      return new Origin(
          connection.id(),
          connection.listener(),
          connection.client(),
          connection.peer(),
          connection.destination(),
          connection.acceptedAt());
    }

    /** Whether somebody else has said who the client is. */
    boolean isProxied() {
      return !peer.equals(client);
    }
  }

  /**
   * What a client has asked for.
   *
   * @param serverName in written form
   * @param protocols the first ids of its list
   * @param more how many there were besides
   * @param line what a TCPMUX client has said, in written form
   */
  record Offer(
      Optional<String> serverName,
      List<ApplicationProtocol> protocols,
      int more,
      Optional<String> line) {
    private static final Offer NONE = new Offer(Optional.empty(), List.of(), 0, Optional.empty());

    static Offer of(Connection connection) {
      return connection
          .hello()
          .map(Offer::of)
          .or(() -> connection.line().map(Offer::of))
          .orElse(NONE);
    }

    private static Offer of(ClientHello hello) {
      List<ApplicationProtocol> all = hello.protocols().orElse(List.of());
      int more = Math.max(0, all.size() - OFFERED_MAX);
      // A copy: a part of a list keeps the whole.
      List<ApplicationProtocol> first = more == 0 ? all : List.copyOf(all.subList(0, OFFERED_MAX));
      return new Offer(hello.writtenServerName(), first, more, Optional.empty());
    }

    private static Offer of(String line) {
      String written = new ApplicationProtocol(line).toString();
      return new Offer(Optional.empty(), List.of(), 0, Optional.of(written));
    }
  }

  /**
   * What a client got.
   *
   * @param protocol the id that it was chosen by, where the client has named it
   */
  record Service(
      Optional<Route> route,
      Optional<ApplicationProtocol> protocol,
      Optional<TlsDetails> tls,
      Optional<ClientCertificate> certificate,
      Optional<Upstream> upstream,
      long bytesFromClient,
      long bytesToClient) {
    static Service of(Connection connection) {
      return new Service(
          connection.route(),
          protocol(connection),
          connection.tls(),
          connection.clientCertificate(),
          connection.upstream(),
          connection.bytesFromClient(),
          connection.bytesToClient());
    }

    /** Not that of the default service, which nobody has named. */
    private static Optional<ApplicationProtocol> protocol(Connection connection) {
      boolean isNamed =
          connection.reported().isEmpty()
              && connection.hello().flatMap(ClientHello::protocols).isPresent();
      return connection.route().filter(route -> isNamed).map(Route::protocol);
    }
  }

  /** How long each part took, as far as it came to that. */
  record Times(
      Optional<Duration> hello,
      Optional<Duration> handshake,
      Optional<Duration> connect,
      Duration total) {
    static Times of(Connection connection) {
      return new Times(
          connection.helloTook(),
          connection.handshakeTook(),
          connection.connectTook(),
          Duration.ofNanos(System.nanoTime() - connection.acceptedNanos()));
    }
  }

  /**
   * How it ended.
   *
   * @param ending nothing for a connection that begins, or is refused
   * @param error what is wrong, in words
   */
  record Outcome(
      Optional<Ending> ending,
      Optional<Refusal> refusal,
      Optional<AlertDescription> alert,
      Optional<Limit> limit,
      Optional<Refusal> reported,
      Optional<String> error) {
    Outcome {
      error = error.map(text -> text.substring(0, Math.min(text.length(), TEXT_MAX)));
    }

    private static final Outcome BEGUN =
        new Outcome(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    static Outcome closed(Connection connection, Ending ending) {
      return new Outcome(
          Optional.of(ending),
          Optional.empty(),
          Optional.empty(),
          connection.limit(),
          connection.reported(),
          ending.fault());
    }

    static Outcome refused(
        Connection connection, Refusal refusal, Optional<AlertDescription> alert, String detail) {
      return new Outcome(
          Optional.empty(),
          Optional.of(refusal),
          alert,
          connection.limit(),
          connection.reported(),
          Optional.of(detail));
    }
  }

  /** Returns that a connection was accepted. */
  static Entry accepted(Connection connection) {
    return new Entry(
        connection.acceptedAt(),
        Origin.of(connection),
        Offer.NONE,
        Service.of(connection),
        Times.of(connection),
        Outcome.BEGUN);
  }

  /** Returns that a connection has ended. */
  static Entry ended(Connection connection, Outcome outcome) {
    return new Entry(
        Instant.now(),
        Origin.of(connection),
        Offer.of(connection),
        Service.of(connection),
        Times.of(connection),
        outcome);
  }

  /** Whether it tells of a beginning. */
  boolean isStart() {
    return outcome.ending().isEmpty() && outcome.refusal().isEmpty();
  }
}
