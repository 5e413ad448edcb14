package dev.alpnmux.gateway.check;

import dev.alpnmux.gateway.route.Upstream;
import io.vertx.core.Future;
import java.net.InetAddress;

/** Asks one upstream how it is, by one protocol. */
interface Probe {
  /**
   * Succeeds when the answer is good; fails with what is wrong. Gives up in bounded time.
   *
   * @param address where its host is
   */
  Future<Void> ask(Upstream.Tcp upstream, InetAddress address);

  /** Lets go of what it holds; nothing is asked any more. */
  void close();
}
