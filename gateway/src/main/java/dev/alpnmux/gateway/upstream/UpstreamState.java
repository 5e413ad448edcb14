package dev.alpnmux.gateway.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/** What is known of one upstream of one service; outlives reloads. Thread-safe. */
final class UpstreamState {
  private final AtomicInteger connections;
  private final Ejection ejection;
  private final CheckVerdict verdict;

  /** Of an upstream that nobody knows yet. */
  UpstreamState() {
    this(new AtomicInteger(), new Ejection(), new CheckVerdict());
  }

  private UpstreamState(AtomicInteger connections, Ejection ejection, CheckVerdict verdict) {
    this.connections = connections;
    this.ejection = ejection;
    this.verdict = verdict;
  }

  /** Returns the same knowledge, but for what a check said that is no more. */
  UpstreamState withoutVerdict() {
    return new UpstreamState(connections, ejection, new CheckVerdict());
  }

  /** The connections that it has, those included that are being connected. */
  int connections() {
    return connections.get();
  }

  /** What the connects of clients say of it. */
  Ejection ejection() {
    return ejection;
  }

  /** What the checks say of it. */
  CheckVerdict verdict() {
    return verdict;
  }

  /** Whether nothing speaks against it. */
  boolean isUp() {
    return !ejection.isOut() && !verdict.isDown();
  }

  void taken() {
    connections.incrementAndGet();
  }

  void givenBack() {
    connections.decrementAndGet();
  }
}
