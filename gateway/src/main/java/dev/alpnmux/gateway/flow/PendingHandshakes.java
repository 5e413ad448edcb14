package dev.alpnmux.gateway.flow;

import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The connections of one listener on one event loop that are not relayed yet, oldest first. A flood
 * of them costs the oldest of the flood, never a served connection. Only for its event loop.
 */
public final class PendingHandshakes {
  private final Set<ConnectionFlow> pending = new LinkedHashSet<>();

  /**
   * Adds one.
   *
   * @param max how many may be pending then
   */
  void add(ConnectionFlow flow, int max) {
    while (pending.size() >= max) {
      Iterator<ConnectionFlow> oldest = pending.iterator();
      ConnectionFlow dropped = oldest.next();
      oldest.remove();
      dropped.dropPending();
    }
    pending.add(flow);
  }

  void remove(ConnectionFlow flow) {
    pending.remove(flow);
  }
}
