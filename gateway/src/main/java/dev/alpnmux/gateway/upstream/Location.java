package dev.alpnmux.gateway.upstream;

import java.net.InetAddress;
import java.util.List;

/** Where one host is, as far as known. The last good answer stays good when later ones fail. */
final class Location {
  private final FirstAnswer first = new FirstAnswer();
  private volatile List<InetAddress> addresses = List.of();
  private volatile String failure = "";

  /** Whether it was looked up, with whatever result. */
  FirstAnswer first() {
    return first;
  }

  /** Where it is; empty where no lookup has told so far. */
  List<InetAddress> addresses() {
    return addresses;
  }

  /** Why the last lookup has failed. */
  String failure() {
    return failure;
  }

  void found(List<InetAddress> next) {
    addresses = List.copyOf(next);
    first.came();
  }

  void failed(String why) {
    failure = why;
    first.came();
  }
}
