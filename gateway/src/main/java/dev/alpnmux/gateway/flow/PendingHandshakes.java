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
  private final int max;

  /**
   * @param max how many may be pending on this event loop
   */
  public PendingHandshakes(int max) {
    this.max = Math.max(1, max);
  }

  void add(ConnectionFlow flow) {
    if (pending.size() >= max) {
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
