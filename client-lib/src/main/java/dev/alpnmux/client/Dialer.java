package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Attempt;
import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One call of connect: tries the gateways in order, each at all its addresses, until one serves the
 * service or one answers that it never will. One deadline is over everything; each gateway gets an
 * even share of what is left, and its addresses race. One instance for each call; {@link #cancel}
 * may come from any thread.
 */
final class Dialer {
  private final AlpnmuxClient client;
  private final List<ApplicationProtocol> asked;
  private final SocketSettings settings;
  private final Deadline deadline;
  private final Dial dial;
  private final List<Attempt> attempts = new ArrayList<>();
  private volatile boolean isCancelled;
  private volatile Runnable stop = () -> {};

  Dialer(
      AlpnmuxClient client,
      List<ApplicationProtocol> asked,
      SocketSettings settings,
      Duration timeout) {
    this.client = client;
    this.asked = asked;
    this.settings = settings;
    this.deadline = Deadline.in(timeout);
    this.dial = new Dial(Failures.written(asked));
  }

  /** Blocks until there is a connection, an answer, or no time left. */
  Connection dial() throws IOException {
    tell(events -> events.connectStarted(dial));
    try {
      Connection connection = search();
      connection.account().opened(connection.gateway(), connection.timings());
      return connection;
    } catch (IOException e) {
      tell(events -> events.connectFailed(dial, e));
      throw e;
    }
  }

  private void tell(Consumer<ClientEvents> news) {
    client.announcer().tell(news);
  }

  private Connection search() throws IOException {
    List<Candidate> gateways = client.order().of(client.candidates());
    List<AlpnmuxException> outages = new ArrayList<>();
    for (int i = 0; i < gateways.size(); i++) {
      GatewayAddress gateway = gateways.get(i).address();
      try {
        Connection connection = dial(gateway, deadline.share(gateways.size() - i));
        client.order().answered(gateway);
        return connection;
      } catch (AlpnmuxException e) {
        note(e);
        if (!e.retryable()) {
          throw e.with(attempts);
        }
        outages.add(e);
      }
    }
    throw mostTelling(outages).with(attempts);
  }

  private void note(AlpnmuxException failure) {
    if (failure.isOutageOfGateway()) {
      client.order().failed(failure.gateway());
    } else {
      client.order().answered(failure.gateway());
    }
  }

  /** A gateway that knows the service says more than one that was not reached. */
  private static AlpnmuxException mostTelling(List<AlpnmuxException> outages) {
    AlpnmuxException last = outages.get(outages.size() - 1);
    AlpnmuxException telling =
        outages.stream()
            .filter(UpstreamUnavailableException.class::isInstance)
            .findFirst()
            .orElse(last);
    outages.stream().filter(other -> other != telling).forEach(telling::addSuppressed);
    return telling;
  }

  private Connection dial(GatewayAddress gateway, Deadline share) throws IOException {
    Failures failures = new Failures(asked, gateway);
    long start = System.nanoTime();
    List<InetSocketAddress> addresses = addresses(gateway, share, failures);
    Duration lookup = since(start);
    tell(events -> events.lookupEnded(dial, gateway, lookup));
    try (ConnectRace race = race(gateway, addresses, share)) {
      while (true) {
        stoppedBy(race::cancel);
        ConnectRace.Attempt attempt = awaited(race);
        long connected = System.nanoTime();
        try {
          Negotiated negotiated = complete(gateway, attempt, share);
          Timings timings = new Timings(lookup, attempt.took(), since(connected));
          return new Connection(attempt.raw(), negotiated, gateway, timings, account());
        } catch (AlpnmuxException e) {
          failed(e.attempt(written(attempt.address())));
          if (!e.retryable() || !race.goesOn() || share.hasPassed()) {
            throw e;
          }
        }
      }
    }
  }

  private ConnectRace race(
      GatewayAddress gateway, List<InetSocketAddress> addresses, Deadline share) {
    Consumer<InetSocketAddress> started =
        address -> tell(events -> events.attemptStarted(dial, gateway, address));
    return new ConnectRace(addresses, settings, share, started);
  }

  private static ConnectRace.Attempt awaited(ConnectRace race) throws InterruptedIOException {
    try {
      return race.next();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted = new InterruptedIOException("interrupted in the connect");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private List<InetSocketAddress> addresses(
      GatewayAddress gateway, Deadline share, Failures failures) throws IOException {
    Resolver resolver = new Resolver(client.lookup(), gateway.host());
    stoppedBy(resolver::cancel);
    try {
      return AddressOrder.interleaved(resolver.await(share)).stream()
          .map(address -> new InetSocketAddress(address, gateway.port()))
          .toList();
    } catch (UnknownHostException e) {
      throw noted(failures.lookup(e), gateway);
    } catch (TimeoutException e) {
      throw noted(failures.timeout(Phase.DNS, share, e), gateway);
    }
  }

  private AlpnmuxException noted(AlpnmuxException failure, GatewayAddress gateway) {
    failed(failure.attempt(gateway.toString()));
    return failure;
  }

  private void failed(Attempt attempt) {
    attempts.add(attempt);
    tell(events -> events.attemptFailed(dial, attempt));
  }

  private ConnectionAccount account() {
    return new ConnectionAccount(dial, client.announcer());
  }

  /** The handshake over a TCP connection, or the lines of TCPMUX; nothing stays open on failure. */
  private Negotiated complete(GatewayAddress gateway, ConnectRace.Attempt attempt, Deadline share)
      throws IOException {
    Failures failures = new Failures(asked, gateway);
    if (attempt.failure().isPresent()) {
      requireNotCancelled();
      throw tcpFailure(attempt.failure().get(), share, failures);
    }
    TappedSocket raw = attempt.raw();
    Watchdog watchdog = Watchdog.over(raw, share);
    boolean isOpen = false;
    try {
      stoppedBy(raw::abort);
      Negotiated negotiated = negotiate(raw, gateway, failures);
      watchdog.close();
      isOpen = !watchdog.hasBitten() && !isCancelled;
      if (!isOpen) {
        throw new SocketException("Socket closed");
      }
      return negotiated;
    } catch (IOException e) {
      requireNotCancelled();
      Phase phase = Failures.negotiation(gateway);
      if (watchdog.hasBitten()) {
        throw failures.timeout(phase, share, e);
      }
      throw e instanceof AlpnmuxException ? e : failures.io(phase, e);
    } finally {
      watchdog.close();
      if (!isOpen) {
        raw.abort();
      }
    }
  }

  private static AlpnmuxException tcpFailure(IOException e, Deadline share, Failures failures) {
    return e instanceof SocketTimeoutException
        ? failures.timeout(Phase.TCP, share, e)
        : failures.io(Phase.TCP, e);
  }

  private Negotiated negotiate(TappedSocket raw, GatewayAddress gateway, Failures failures)
      throws IOException {
    Negotiated negotiated =
        gateway.isTcpmux()
            ? new TcpmuxDialogue(raw, asked.get(0), failures).complete()
            : new Handshake(raw, asked, client.peerName(gateway), failures)
                .complete(client.contexts().of(gateway, asked), gateway);
    settings.applyAfterHandshake(raw);
    return negotiated;
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private static String written(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + address.getPort();
  }

  /** Ends the dialling: {@link #dial} throws a {@link SocketException} soon. */
  void cancel() {
    isCancelled = true;
    stop.run();
  }

  /** Names what ends the step that comes next; whichever of this and cancel is later runs it. */
  private void stoppedBy(Runnable step) throws SocketException {
    stop = step;
    requireNotCancelled();
  }

  private void requireNotCancelled() throws SocketException {
    if (isCancelled) {
      throw new SocketException("Socket closed");
    }
  }
}
