package dev.alpnmux.gateway.upstream;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where one host is, as far as known. The last good answer stays good when later ones fail.
 * Thread-safe.
 */
final class Location {
  private static final int NO_PORT = -1;

  private final FirstAnswer first = new FirstAnswer();
  private final AtomicReference<Known> known =
      new AtomicReference<>(new Known(List.of(), NO_PORT, List.of()));
  private volatile String failure = "";

  /** The addresses, and the same with the port that was asked for last: mostly the only one. */
  private record Known(List<InetAddress> hosts, int port, List<InetSocketAddress> addresses) {
    Known at(int otherPort) {
      return new Known(
          hosts,
          otherPort,
          hosts.stream().map(host -> new InetSocketAddress(host, otherPort)).toList());
    }
  }

  /** Whether it was looked up, with whatever result. */
  FirstAnswer first() {
    return first;
  }

  /** Where it is; empty where no lookup has told so far. */
  List<InetSocketAddress> at(int port) {
    Known now = Objects.requireNonNull(known.get());
    if (now.port() == port) {
      return now.addresses();
    }
    Known next = now.at(port);
    // What was found meanwhile must not be overwritten.
    known.compareAndSet(now, next);
    return next.addresses();
  }

  /** Why the last lookup has failed. */
  String failure() {
    return failure;
  }

  void found(List<InetAddress> hosts) {
    known.set(new Known(List.copyOf(hosts), NO_PORT, List.of()));
    first.came();
  }

  void failed(String why) {
    failure = why;
    first.came();
  }
}
