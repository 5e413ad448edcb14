package dev.alpnmux.cli.gateway;

import java.util.concurrent.CompletableFuture;

/** SIGTERM and SIGINT as events: the first asks for a clean end, the second for an end now. */
final class Termination {
  private final CompletableFuture<Void> requested = new CompletableFuture<>();
  private final CompletableFuture<Void> insisted = new CompletableFuture<>();

  /** Watches from now on; the signals no longer end the JVM by themselves. */
  static Termination watch() {
    Termination termination = new Termination();
    Signals.onTermination(termination::signal);
    return termination;
  }

  private void signal() {
    if (!requested.complete(null)) {
      insisted.complete(null);
    }
  }

  /** Blocks until the first signal. */
  void awaitRequest() {
    requested.join();
  }

  /** Blocks until {@code end} completes, or the second signal comes. */
  void awaitUnlessInsisted(CompletableFuture<?> end) {
    CompletableFuture.anyOf(end, insisted).join();
  }
}
