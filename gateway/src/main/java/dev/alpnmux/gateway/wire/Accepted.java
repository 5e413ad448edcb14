package dev.alpnmux.gateway.wire;

import dev.alpnmux.gateway.events.Connection;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicLong;

/** Numbers the connections of the process. */
public final class Accepted {
  private static final AtomicLong LAST = new AtomicLong();

  private Accepted() {}

  /** Returns what is known of a connection that was accepted just now. */
  public static Connection connection(String listener, InetSocketAddress peer) {
    return new Connection(LAST.incrementAndGet(), listener, peer, System.nanoTime());
  }
}
