package dev.alpnmux.gateway.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/** What is known of one upstream of one service; outlives reloads. Thread-safe. */
final class UpstreamState {
  private final AtomicInteger connections = new AtomicInteger();
  private final Ejection ejection = new Ejection();

  /** The connections that it has, those included that are being connected. */
  int connections() {
    return connections.get();
  }

  /** What the connects of clients say of it. */
  Ejection ejection() {
    return ejection;
  }

  /** Whether nothing speaks against it. */
  boolean isUp() {
    return !ejection.isOut();
  }

  void taken() {
    connections.incrementAndGet();
  }

  void givenBack() {
    connections.decrementAndGet();
  }
}
