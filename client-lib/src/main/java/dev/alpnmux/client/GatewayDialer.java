package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Phase;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;

/** Connects to one gateway, whose addresses race, within its share of the time. */
final class GatewayDialer {
  private final Dialer call;
  private final Candidate candidate;
  private final GatewayAddress gateway;
  private final Deadline share;
  private final Failures failures;

  GatewayDialer(Dialer call, Candidate candidate, Deadline share) {
    this.call = call;
    this.candidate = candidate;
    this.gateway = candidate.address();
    this.share = share;
    this.failures = new Failures(call.asked(), gateway);
  }

  /** Blocks until there is a connection, an answer, or no address or time left. */
  Connection dial() throws IOException {
    long start = System.nanoTime();
    List<InetSocketAddress> addresses = addresses();
    Duration lookup = since(start);
    call.tell(events -> events.lookupEnded(call.call(), gateway, lookup));
    try (ConnectRace race = race(addresses)) {
      while (true) {
        call.cancellation().stoppedBy(race::cancel);
        ConnectRace.Attempt attempt = awaited(race);
        long connected = System.nanoTime();
        try {
          Negotiated negotiated = complete(attempt);
          Timings timings = new Timings(lookup, attempt.took(), since(connected));
          return new Connection(attempt.raw(), negotiated, gateway, timings, account());
        } catch (AlpnmuxException e) {
          call.failed(e.attempt(written(attempt.address())));
          if (!e.retryable() || !race.goesOn() || share.hasPassed()) {
            throw e;
          }
        }
      }
    }
  }

  private ConnectRace race(List<InetSocketAddress> addresses) {
    return new ConnectRace(
        addresses,
        call.settings(),
        share,
        address -> call.tell(events -> events.attemptStarted(call.call(), gateway, address)));
  }

  private ConnectionAccount account() {
    return new ConnectionAccount(call.call(), call.client().announcer());
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

  private List<InetSocketAddress> addresses() throws IOException {
    return AddressOrder.interleaved(hosts()).stream()
        .map(address -> new InetSocketAddress(address, gateway.port()))
        .toList();
  }

  private List<InetAddress> hosts() throws IOException {
    try {
      return List.of(call.lookedUp(() -> call.client().lookup().addresses(gateway.host()), share));
    } catch (UnknownHostException e) {
      if (!candidate.hints().isEmpty()) {
        return candidate.hints();
      }
      throw noted(failures.lookup(e));
    } catch (TimeoutException e) {
      throw noted(failures.timeout(Phase.DNS, share, e));
    }
  }

  private AlpnmuxException noted(AlpnmuxException failure) {
    call.failed(failure.attempt(gateway.toString()));
    return failure;
  }

  /** The handshake over a TCP connection, or the lines of TCPMUX; nothing stays open on failure. */
  private Negotiated complete(ConnectRace.Attempt attempt) throws IOException {
    if (attempt.failure().isPresent()) {
      call.cancellation().require();
      throw tcpFailure(attempt.failure().get());
    }
    TappedSocket raw = attempt.raw();
    Watchdog watchdog = Watchdog.over(raw, share);
    boolean isOpen = false;
    try {
      call.cancellation().stoppedBy(raw::abort);
      Negotiated negotiated = negotiate(raw);
      watchdog.close();
      isOpen = !watchdog.hasBitten() && !call.cancellation().isCancelled();
      if (!isOpen) {
        throw new SocketException("Socket closed");
      }
      return negotiated;
    } catch (IOException e) {
      call.cancellation().require();
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

  private AlpnmuxException tcpFailure(IOException e) {
    return e instanceof SocketTimeoutException
        ? failures.timeout(Phase.TCP, share, e)
        : failures.io(Phase.TCP, e);
  }

  private Negotiated negotiate(TappedSocket raw) throws IOException {
    Negotiated negotiated =
        gateway.isTcpmux()
            ? new TcpmuxDialogue(raw, call.asked().get(0), failures).complete()
            : new Handshake(raw, call.asked(), call.client().peerName(candidate), failures)
                .complete(call.client().contexts().of(gateway, call.asked()), gateway);
    call.settings().applyAfterHandshake(raw);
    return negotiated;
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  private static String written(InetSocketAddress address) {
    String host = address.getAddress().getHostAddress();
    return (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + address.getPort();
  }
}
