package dev.alpnmux.client;

import java.time.Duration;

/**
 * One connect of a client, from its start to the end of the connection that came of it. All events
 * of it carry the same instance; compare by identity. Thread-safe.
 */
public final class Dial {
  private final String service;
  private final long startNanos = System.nanoTime();

  Dial(String service) {
    this.service = service;
  }

  /** {@return the asked id in its written form; of several ids all, separated by commas} */
  public String service() {
    return service;
  }

  /** {@return how long ago the connect began} */
  public Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  @Override
  public String toString() {
    return "Dial[" + service + ']';
  }
}
