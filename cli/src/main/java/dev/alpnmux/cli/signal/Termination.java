package dev.alpnmux.cli.signal;

import java.util.concurrent.CompletableFuture;

/** SIGTERM and SIGINT as events: the first asks for a clean end, the second for an end now. */
public final class Termination {
  /** What a shell shows for a program that a signal has ended. */
  private static final int SIGNALLED = 128;

  private final CompletableFuture<Integer> requested = new CompletableFuture<>();
  private final CompletableFuture<Void> insisted = new CompletableFuture<>();

  private Termination() {}

  /** Watches from now on; the signals no longer end the JVM by themselves. */
  public static Termination watch() {
    Termination termination = new Termination();
    Signals.onTermination(termination::signal);
    return termination;
  }

  private void signal(int number) {
    if (!requested.complete(number)) {
      insisted.complete(null);
    }
  }

  /**
   * Blocks until the first signal.
   *
   * @return the exit code that says so: 143 for SIGTERM, 130 for SIGINT
   */
  public int awaitRequest() {
    return SIGNALLED + requested.join();
  }

  /** Blocks until {@code end} completes, or the second signal comes. */
  public void awaitUnlessInsisted(CompletableFuture<?> end) {
    CompletableFuture.anyOf(end, insisted).join();
  }
}
