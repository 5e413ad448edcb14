package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Attempt;
import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * One call of connect: tries the gateways in order, each at all its addresses, until one serves the
 * service or one answers that it never will. One deadline is over everything; each gateway gets an
 * even share of what is left. One instance for each call; {@link #cancel} may come from any thread.
 */
final class Dialer {
  private final AlpnmuxClient client;
  private final List<ApplicationProtocol> asked;
  private final SocketSettings settings;
  private final Deadline deadline;
  private final Dial dial;
  private final List<Attempt> attempts = new ArrayList<>();
  private final Cancellation cancellation = new Cancellation();

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

  private Connection search() throws IOException {
    List<AlpnmuxException> outages = new ArrayList<>();
    List<Candidate> gateways = client.order().of(candidates(outages));
    for (int i = 0; i < gateways.size(); i++) {
      Candidate gateway = gateways.get(i);
      try {
        Connection connection =
            new GatewayDialer(this, gateway, deadline.share(gateways.size() - i)).dial();
        client.order().answered(gateway.address());
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

  private List<Candidate> candidates(List<AlpnmuxException> outages) throws IOException {
    List<GatewaySource> sources = client.sources();
    List<Candidate> candidates = new ArrayList<>();
    for (GatewaySource source : sources) {
      // One share is for the connect itself.
      Deadline share = deadline.share(sources.size() + 1);
      Failures failures = new Failures(asked, source.representative().address());
      try {
        candidates.addAll(source.candidates(asked, within(share)));
      } catch (UnknownHostException e) {
        outages.add(failedLookup(failures.discovery(e)));
      } catch (TimeoutException e) {
        outages.add(failedLookup(failures.timeout(Phase.DNS, share, e)));
      }
    }
    return candidates;
  }

  private AlpnmuxException failedLookup(AlpnmuxException failure) {
    failed(failure.attempt(failure.gateway().toString()));
    return failure;
  }

  private GatewaySource.Waiting within(Deadline share) {
    return new GatewaySource.Waiting() {
      @Override
      public <T> T await(Resolver.Lookup<T> lookup)
          throws UnknownHostException, SocketException, InterruptedIOException, TimeoutException {
        return lookedUp(lookup, share);
      }
    };
  }

  /** Waits for a lookup until it is done, this is cancelled, or its share of time is over. */
  <T> T lookedUp(Resolver.Lookup<T> lookup, Deadline share)
      throws UnknownHostException, SocketException, InterruptedIOException, TimeoutException {
    Resolver<T> resolver = new Resolver<>(lookup);
    cancellation.stoppedBy(resolver::cancel);
    return resolver.await(share);
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

  AlpnmuxClient client() {
    return client;
  }

  List<ApplicationProtocol> asked() {
    return asked;
  }

  SocketSettings settings() {
    return settings;
  }

  Dial call() {
    return dial;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  void tell(Consumer<ClientEvents> news) {
    client.announcer().tell(news);
  }

  /** Keeps a try that has failed, for the exception and for whoever listens. */
  void failed(Attempt attempt) {
    attempts.add(attempt);
    tell(events -> events.attemptFailed(dial, attempt));
  }

  /** Ends the dialling: {@link #dial} throws a {@link SocketException} soon. */
  void cancel() {
    cancellation.cancel();
  }
}
