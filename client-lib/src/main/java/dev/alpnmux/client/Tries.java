package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Attempt;
import java.util.ArrayList;
import java.util.List;

/** What one connect has tried so far, and what came of it. */
final class Tries {
  private final AlpnmuxClient client;
  private final Dial dial;
  private final List<Attempt> attempts = new ArrayList<>();
  private final List<AlpnmuxException> outages = new ArrayList<>();

  Tries(AlpnmuxClient client, Dial dial) {
    this.client = client;
    this.dial = dial;
  }

  /** Keeps and tells a try that has failed; another may follow at the same gateway. */
  void failed(Attempt attempt) {
    attempts.add(attempt);
    client.announcer().tell(events -> events.attemptFailed(dial, attempt));
  }

  /** The records of DNS lead to no gateway that could be tried. */
  void leadNowhere(AlpnmuxException failure) {
    failed(failure.attempt(failure.gateway().toString()));
    outages.add(failure);
  }

  void answered(GatewayAddress gateway) {
    client.order().answered(gateway);
  }

  /** One gateway has failed: the next one may be tried, unless this throws its answer. */
  void failed(AlpnmuxException failure) throws AlpnmuxException {
    if (failure.isOutageOfGateway()) {
      client.order().failed(failure.gateway());
    } else {
      client.order().answered(failure.gateway());
    }
    if (!failure.retryable()) {
      throw failure.with(attempts);
    }
    outages.add(failure);
  }

  /** Returns what it means that there is nothing more to try; there was one outage at least. */
  AlpnmuxException conclusion() {
    AlpnmuxException telling = mostTelling();
    outages.stream().filter(other -> other != telling).forEach(telling::addSuppressed);
    return telling.with(attempts);
  }

  /** A gateway that knows the service says more than one that was not reached. */
  private AlpnmuxException mostTelling() {
    return outages.stream()
        .filter(UpstreamUnavailableException.class::isInstance)
        .findFirst()
        .orElse(outages.get(outages.size() - 1));
  }
}
