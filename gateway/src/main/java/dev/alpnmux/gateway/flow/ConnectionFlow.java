package dev.alpnmux.gateway.flow;

import dev.alpnmux.gateway.address.AddressRules;
import dev.alpnmux.gateway.events.ConnectFailure;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.Direction;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.gateway.events.Limit;
import dev.alpnmux.gateway.events.TlsDetails;
import dev.alpnmux.gateway.flow.DataPath.Deadline;
import dev.alpnmux.gateway.route.ConnectOrder;
import dev.alpnmux.gateway.route.Decision;
import dev.alpnmux.gateway.route.Decision.Forward;
import dev.alpnmux.gateway.route.Decision.Refuse;
import dev.alpnmux.gateway.route.ListenerRules;
import dev.alpnmux.gateway.route.Negotiated;
import dev.alpnmux.gateway.route.Service;
import dev.alpnmux.gateway.route.ServiceMode;
import dev.alpnmux.gateway.route.Transport;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ClientHello;
import dev.alpnmux.spec.ClientHelloReader;
import dev.alpnmux.spec.HelloResult;
import dev.alpnmux.spec.ProxyHeader;
import dev.alpnmux.spec.Refusal;
import dev.alpnmux.spec.TcpmuxExchange;
import dev.alpnmux.spec.TcpmuxResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The life of one connection: hello, decision, upstream, handshake, relay, end. A TCPMUX client
 * says a line in place of the hello, and has no handshake. It says what is to happen and when it is
 * too late; {@link DataPath} does it. All methods run on the event loop of the connection. Once it
 * has ended, whatever is still reported is ignored. The end is told before the sockets are closed:
 * who sees a connection closed, or a gateway stopped, finds it counted.
 */
public final class ConnectionFlow {
  private enum Phase {
    HELLO,
    CONNECTING,
    HANDSHAKING,
    RELAYING,
    ENDED
  }

  private final Connection connection;
  private final Snapshot snapshot;
  private final @Nullable ListenerRules rules;
  private final boolean isTcpmux;
  private final DataPath path;
  private final ConnectionEvents events;
  private final Admission admission;
  private final PendingHandshakes pending;
  private Quota quota;

  private Phase phase = Phase.HELLO;
  private Deadline deadline = Deadline.NEVER;
  private Deadline retryDeadline = Deadline.NEVER;
  private long phaseStartedNanos;
  private boolean handshakeIsFinished;
  private boolean isReleased;
  private @Nullable Forward forward;
  private @Nullable UpstreamSearch search;

  /** What all connections of one listener on one event loop share. */
  public record Surroundings(
      ConnectionEvents events, Admission admission, PendingHandshakes pending) {}

  /** Creates the flow of a connection that was just accepted; {@link #begin} starts it. */
  public ConnectionFlow(
      Connection connection, Snapshot snapshot, Surroundings surroundings, DataPath path) {
    this.connection = connection;
    this.snapshot = snapshot;
    this.rules = snapshot.listeners().get(connection.listener());
    this.isTcpmux = rules != null && rules.transport() == Transport.TCPMUX;
    this.events = surroundings.events();
    this.admission = surroundings.admission();
    this.pending = surroundings.pending();
    this.quota = new Quota(admission.quotas(), snapshot.clients(), connection.address());
    this.path = path;
  }

  /** Returns what reads the first bytes of this connection, and tells the flow what they are. */
  public FirstBytes firstBytes(int helloBytesMax) {
    boolean isProxied = rules != null && rules.proxies().isPresent();
    return new FirstBytes(
        this, new ClientHelloReader(helloBytesMax), isProxied, isTcpmux, this::proxied);
  }

  /** Starts the wait for the ClientHello, or turns the connection away. */
  public void begin() {
    events.accepted(connection);
    admission.enter(this);
    if (admission.isDraining()) {
      refuseByReset(Refusal.DRAINING, Refusal.DRAINING.sentence());
    } else if (rules == null) {
      // Accepted in the middle of a reload, which adds or removes this listener.
      refuseByReset(Refusal.DRAINING, "its listener is not in the configuration");
    } else if (rules.proxies().isPresent()) {
      beginBehind(rules.proxies().get());
    } else if (!rules.from().admit(connection.address())) {
      refuseByReset(Refusal.ADDRESS_DENIED, Refusal.ADDRESS_DENIED.sentence());
    } else if (admission.isFull()) {
      turnAway(Limit.CONNECTIONS);
    } else {
      quota.arrive().ifPresentOrElse(this::turnAway, this::awaitHello);
    }
  }

  private void awaitHello() {
    enter(Phase.HELLO, snapshot.timeouts().hello(), this::helloIsLate);
    pending.add(this, snapshot.pendingMax());
  }

  private void turnAway(Limit limit) {
    connection.recordLimit(limit);
    refuseByReset(Refusal.LIMIT, limit.sentence());
  }

  /** Who the client is, its proxy will say; whoever may say that may call itself anybody. */
  private void beginBehind(AddressRules proxies) {
    if (admission.isFull()) {
      turnAway(Limit.CONNECTIONS);
    } else if (!proxies.admit(connection.peerAddress())) {
      refuse(Refusal.PROXY_HEADER, Optional.empty(), "the peer is none of the trustedSources");
    } else {
      awaitHello();
    }
  }

  /** Judges the client of the header as one that has just connected itself. */
  private Optional<HelloResult.Malformed> proxied(ProxyHeader header) {
    if (phase != Phase.HELLO) {
      return Optional.empty();
    }
    // Without endpoints the proxy speaks for itself, or does not know them.
    header.endpoints().ifPresent(connection::recordProxied);
    if (!Objects.requireNonNull(rules).from().admit(connection.address())) {
      Refusal denied = Refusal.ADDRESS_DENIED;
      return Optional.of(new HelloResult.Malformed(denied, denied.sentence()));
    }
    // Nothing was taken yet in the name of the proxy.
    quota = new Quota(admission.quotas(), snapshot.clients(), connection.address());
    Optional<Limit> reached = quota.arrive();
    reached.ifPresent(connection::recordLimit);
    return reached.map(limit -> new HelloResult.Malformed(Refusal.LIMIT, limit.sentence()));
  }

  /** The reader of the hello has come to an answer other than "need more". */
  public void helloRead(HelloResult result) {
    if (phase != Phase.HELLO) {
      return;
    }
    if (result instanceof HelloResult.Complete complete) {
      decide(complete.hello());
    } else if (result instanceof HelloResult.Malformed malformed) {
      refuseFirstBytes(malformed.refusal(), malformed.detail());
    }
  }

  /** The reader of a TCPMUX client's line has come to an answer other than "need more". */
  public void lineRead(TcpmuxResult result) {
    if (phase != Phase.HELLO) {
      return;
    }
    if (result instanceof TcpmuxResult.Complete complete) {
      decide(complete.line());
    } else if (result instanceof TcpmuxResult.Malformed malformed) {
      refuseFirstBytes(malformed.refusal(), malformed.detail());
    }
  }

  private void decide(String line) {
    connection.recordLine(line);
    if (TcpmuxExchange.isHelp(line)) {
      listServices();
    } else {
      follow(snapshot.routes().tcpmux().decide(line, connection.address()));
    }
  }

  private void listServices() {
    List<String> names = snapshot.routes().tcpmux().publicNames(connection.address());
    end();
    events.closed(connection, Ending.LISTED);
    path.answer(TcpmuxExchange.services(names));
  }

  private void refuseFirstBytes(Refusal refusal, String detail) {
    if (refusal == Refusal.ADDRESS_DENIED || refusal == Refusal.LIMIT) {
      // A rule of the listener: as for a client that has connected itself.
      refuseByReset(refusal, detail);
    } else {
      refuse(refusal, refusal.alert(), detail);
    }
  }

  private void decide(ClientHello hello) {
    connection.recordHello(hello);
    ListenerRules known = Objects.requireNonNull(rules);
    follow(snapshot.routes().decide(hello, known, connection.address()));
  }

  private void follow(Decision decision) {
    if (decision instanceof Forward chosen && isDrained(chosen)) {
      // As for an upstream that is lost: the client may find the service at another gateway.
      refuse(
          Refusal.DRAINING,
          Optional.of(AlertDescription.INTERNAL_ERROR),
          "an operator drains the service");
    } else if (decision instanceof Forward chosen) {
      forward(chosen);
    } else if (decision instanceof Refuse refuse) {
      refuse(refuse.refusal(), refuse.alert(), refuse.refusal().sentence());
    }
  }

  private boolean isDrained(Forward chosen) {
    return admission.isDrained(chosen.route().service().name());
  }

  private void forward(Forward chosen) {
    forward = chosen;
    connection.recordRoute(chosen.route());
    chosen.reported().ifPresent(connection::recordReported);
    events.routed(connection);
    quota.enter(service()).ifPresentOrElse(this::refuseBy, this::reachService);
  }

  private void reachService() {
    boolean isBuiltin = service().builtin().isPresent();
    if (isTcpmux && isBuiltin) {
      relay();
    } else if (isBuiltin || service().connect() == ConnectOrder.AFTER_HANDSHAKE && !isTcpmux) {
      startTls(chosen());
    } else {
      quota.connectEarly().ifPresentOrElse(this::refuseBy, this::connectUpstream);
    }
  }

  private void refuseBy(Limit limit) {
    connection.recordLimit(limit);
    refuse(Refusal.LIMIT, Refusal.LIMIT.alert(), limit.sentence());
  }

  private void connectUpstream() {
    enter(Phase.CONNECTING, Duration.ZERO, () -> {});
    UpstreamSearch started = new UpstreamSearch(connection, events, path, chosen());
    search = started;
    started.begin(snapshot.upstreams().of(service()), this::noUpstream);
  }

  /** The upstream asked for is connected, and its TLS stands where it is re-encrypted. */
  public void upstreamConnected() {
    if (phase != Phase.CONNECTING || search == null) {
      return;
    }
    search.connected(this::upstreamGoesDown);
    if (handshakeIsFinished || isTcpmux || service().mode() == ServiceMode.PASSTHROUGH) {
      relay();
    } else {
      startTls(chosen());
    }
  }

  private void upstreamGoesDown() {
    path.execute(this::upstreamWentDown);
  }

  private void upstreamWentDown() {
    if (phase == Phase.HANDSHAKING && connection.upstream().isPresent()) {
      upstreamLost("the upstream went down");
    } else if (phase == Phase.RELAYING) {
      cutAs(Ending.UPSTREAM_DOWN);
    }
  }

  /** The upstream asked for could not be connected. */
  public void upstreamFailed(ConnectFailure failure) {
    if (phase == Phase.CONNECTING && search != null) {
      search.failed(failure);
    }
  }

  private void noUpstream(String detail) {
    if (handshakeIsFinished) {
      // No engine can send an alert on demand now, and a close_notify would look like an empty
      // answer: only a reset is no lie.
      refuseByReset(Refusal.UPSTREAM_UNAVAILABLE, detail);
    } else {
      refuse(Refusal.UPSTREAM_UNAVAILABLE, Refusal.UPSTREAM_UNAVAILABLE.alert(), detail);
    }
  }

  private void startTls(Forward chosen) {
    enter(Phase.HANDSHAKING, service().timeouts().handshake(), this::handshakeIsLate);
    path.startTls(chosen);
  }

  /** The TLS handshake with the client has ended well. */
  public void handshakeFinished(Negotiated negotiated, TlsDetails tls) {
    if (phase != Phase.HANDSHAKING) {
      return;
    }
    if (!negotiated.agreesWith(chosen())) {
      refuseByReset(Refusal.NEGOTIATED_MISMATCH, Refusal.NEGOTIATED_MISMATCH.sentence());
      return;
    }
    handshakeIsFinished = true;
    negotiated.client().ifPresent(connection::recordClientCertificate);
    connection.recordTls(tls);
    Duration took = phaseDuration();
    connection.recordHandshake(took);
    events.handshakeFinished(connection, took);
    if (connection.upstream().isPresent() || service().builtin().isPresent()) {
      relay();
    } else {
      connectUpstream();
    }
  }

  /** TLS with the client cannot even begin; no engine has spoken, so an alert is still possible. */
  public void tlsFailed(String why) {
    if (phase == Phase.HANDSHAKING) {
      refuse(Refusal.HANDSHAKE_FAILED, Optional.of(AlertDescription.INTERNAL_ERROR), why);
    }
  }

  /** The TLS handshake with the client failed; the engine has its own alert for that. */
  public void handshakeFailed(String why) {
    handshakeFailed(Refusal.HANDSHAKE_FAILED, why);
  }

  /** The TLS handshake with the client failed for this reason; the engine has its own alert. */
  public void handshakeFailed(Refusal refusal, String why) {
    if (phase == Phase.HANDSHAKING) {
      refuse(refusal, Optional.empty(), why);
    }
  }

  /** The handshake has ended well for the engine, but this client is not one of the service's. */
  public void clientRefused(Refusal refusal, String why) {
    if (phase == Phase.HANDSHAKING) {
      // As for a lost upstream: there is no alert now, and only a reset is no lie.
      refuseByReset(refusal, why);
    }
  }

  /**
   * Returns the watch over a second ClientHello; the data path feeds it until it is over.
   *
   * @param helloBytes how many bytes of the wire the first one took
   * @param helloBytesMax the most that the second may take
   */
  public RetryWatch retryWatch(int helloBytes, int helloBytesMax) {
    return new RetryWatch(this, connection.hello().orElseThrow(), helloBytes, helloBytesMax);
  }

  /** The second hello may take as long as the first; a handshake of ours has its own deadline. */
  void retryRequested() {
    if (phase == Phase.RELAYING) {
      retryDeadline = path.within(snapshot.timeouts().hello(), this::helloIsLate);
    }
  }

  void retryAgreed() {
    retryDeadline.cancel();
  }

  /** Nobody has keys yet, neither an engine of ours nor the upstream: the alert is in plaintext. */
  void retryRefused(Refusal refusal, String detail) {
    if (phase == Phase.HANDSHAKING || phase == Phase.RELAYING) {
      refuse(refusal, refusal.alert(), detail);
    }
  }

  private void relay() {
    enter(Phase.RELAYING, service().limits().lifetime(), this::lifetimeIsOver);
    pending.remove(this);
    quota.settle();
    connection.recordRelaying();
    events.relaying(connection);
    if (isTcpmux) {
      path.precede(TcpmuxExchange.accepted());
    }
    path.relay(chosen());
  }

  /**
   * Returns what holds one direction of the relay back, as the bandwidth of the service demands.
   *
   * @param resume lets the direction go on
   */
  public Shaper shaper(Direction direction, Runnable resume) {
    Bandwidth bandwidth = admission.bandwidths().of(service(), direction).orElse(null);
    return bandwidth == null ? Shaper.NONE : new Shaper(bandwidth, path::schedule, resume);
  }

  /** Bytes were relayed. */
  public void relayed(Direction direction, int count) {
    if (phase == Phase.RELAYING) {
      connection.recordRelayed(direction, count);
    }
  }

  /** The relay has ended; the data path closes its sockets after this. */
  public void relayEnded(Ending ending) {
    if (phase == Phase.RELAYING) {
      end();
      events.closed(connection, ending);
    }
  }

  /**
   * Whether a client that ends its stream before the relay waits for a response, and has not left:
   * it has said all that it has to say before.
   */
  public boolean mayEndEarly() {
    return handshakeIsFinished || isTcpmux && phase != Phase.HELLO;
  }

  /** The client closed or reset the connection before the relay. */
  public void clientLeft() {
    if (phase == Phase.CONNECTING && handshakeIsFinished) {
      cutAs(Ending.CLIENT_LEFT);
    } else if (phase == Phase.HELLO || phase == Phase.CONNECTING) {
      end();
      events.closed(connection, Ending.CLIENT_LEFT);
      path.refuse(Optional.empty());
    } else if (phase == Phase.HANDSHAKING) {
      handshakeFailed("the client left during the handshake");
    }
  }

  /** The connected upstream broke its connection before the relay. */
  public void upstreamLost(String why) {
    if (phase == Phase.HANDSHAKING) {
      refuseByReset(Refusal.UPSTREAM_UNAVAILABLE, why);
    }
  }

  /** The client's socket is closed: the last thing that is reported of a connection. */
  public void released() {
    clientLeft();
    isReleased = true;
    leaveWhenOver();
  }

  /** A client may be gone for good while its last bytes are still on their way to the upstream. */
  private void leaveWhenOver() {
    if (isReleased && phase == Phase.ENDED) {
      quota.leave();
      admission.leave(this);
    }
  }

  /** Cuts the connection at the end of a drain. Callable from any thread. */
  public void cut() {
    path.execute(() -> cutUnlessEnded(Ending.DRAINED));
  }

  /** Cuts the connection for an operator. Callable from any thread. */
  public void close() {
    path.execute(() -> cutUnlessEnded(Ending.CLOSED_BY_OPERATOR));
  }

  private void cutUnlessEnded(Ending ending) {
    if (phase != Phase.ENDED) {
      cutAs(ending);
    }
  }

  /** The number of its connection. Callable from any thread. */
  public long id() {
    return connection.id();
  }

  /** The bytes relayed so far, both ways together. Callable from any thread. */
  public long bytesRelayed() {
    return connection.bytesFromClient() + connection.bytesToClient();
  }

  /** Shows the connection to {@code viewer}, on its event loop. Callable from any thread. */
  public void describe(Consumer<Connection> viewer) {
    path.execute(() -> viewer.accept(connection));
  }

  /** The data path has met a defect of its own: nothing of this connection can be trusted. */
  public void failed() {
    if (phase == Phase.ENDED) {
      path.reset();
    } else {
      cutAs(Ending.FAILED);
    }
  }

  void dropPending() {
    turnAway(Limit.PENDING_HANDSHAKES);
  }

  private void lifetimeIsOver() {
    cutAs(Ending.LIFETIME);
  }

  private void helloIsLate() {
    String late = isTcpmux ? "the line was not complete in time" : Refusal.HELLO_TIMEOUT.sentence();
    refuse(Refusal.HELLO_TIMEOUT, Optional.empty(), late);
  }

  private void handshakeIsLate() {
    refuseByReset(
        Refusal.HANDSHAKE_FAILED,
        "not finished within " + service().timeouts().handshake().toMillis() + " ms");
  }

  private void refuse(Refusal refusal, Optional<AlertDescription> alert, String detail) {
    end();
    if (isTcpmux && alert.isPresent()) {
      // What TLS says by an alert, TCPMUX says by a line.
      events.refused(connection, refusal, Optional.empty(), detail);
      path.answer(TcpmuxExchange.refused(alert.get()));
    } else {
      events.refused(connection, refusal, alert, detail);
      path.refuse(alert);
    }
  }

  private void refuseByReset(Refusal refusal, String detail) {
    end();
    events.refused(connection, refusal, Optional.empty(), detail);
    path.reset();
  }

  private void cutAs(Ending ending) {
    end();
    events.closed(connection, ending);
    path.reset();
  }

  private void end() {
    if (phase == Phase.HANDSHAKING) {
      connection.recordHandshake(phaseDuration());
    }
    enter(Phase.ENDED, Duration.ZERO, () -> {});
    retryDeadline.cancel();
    pending.remove(this);
    quota.settle();
    if (search != null) {
      search.end();
    }
    leaveWhenOver();
  }

  private void enter(Phase next, Duration timeout, Runnable late) {
    phase = next;
    phaseStartedNanos = System.nanoTime();
    deadline.cancel();
    deadline = path.within(timeout, late);
  }

  private Duration phaseDuration() {
    return Duration.ofNanos(System.nanoTime() - phaseStartedNanos);
  }

  private Forward chosen() {
    if (forward == null) {
      throw new IllegalStateException("no service is chosen in phase " + phase);
    }
    return forward;
  }

  private Service service() {
    return chosen().route().service();
  }
}
