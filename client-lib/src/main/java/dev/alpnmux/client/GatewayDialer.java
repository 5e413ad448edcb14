package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Phase;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;

/** Connects to one gateway, whose addresses race, within its share of the time. */
final class GatewayDialer {
  private final Call call;
  private final SocketSettings settings;
  private final Candidate candidate;
  private final GatewayAddress gateway;
  private final Deadline share;
  private final Failures failures;

  GatewayDialer(Call call, SocketSettings settings, Candidate candidate, Deadline share) {
    this.call = call;
    this.settings = settings;
    this.candidate = candidate;
    this.gateway = candidate.address();
    this.share = share;
    this.failures = call.failures(gateway);
  }

  /** Blocks until there is a connection, an answer, or no address or time left. */
  Connection dial() throws IOException {
    GatewayLookup lookup = GatewayLookup.of(call, candidate, share);
    try (ConnectRace race = race(lookup.addresses())) {
      while (true) {
        call.cancellation().stoppedBy(race::cancel);
        ConnectRace.Attempt attempt = awaited(race);
        long connected = System.nanoTime();
        try {
          Negotiated negotiated = complete(attempt);
          Timings timings = new Timings(lookup.took(), attempt.took(), since(connected));
          return new Connection(attempt.raw(), negotiated, gateway, timings, call.account());
        } catch (AlpnmuxException e) {
          call.tries().failed(e.attempt(GatewayLookup.written(attempt.address())));
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
        settings,
        share,
        address -> call.tell(events -> events.attemptStarted(call.dial(), gateway, address)));
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
    settings.applyAfterHandshake(raw);
    return negotiated;
  }

  private static Duration since(long startNanos) {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }
}
