package dev.alpnmux.gateway.events;

import dev.alpnmux.gateway.route.Upstream;
import java.time.Duration;
import java.util.List;

/**
 * The one place where metrics and logs learn how upstreams fare; told once for each change. Called
 * on any thread: an implementation is thread-safe, does not block and does not throw.
 */
public interface UpstreamEvents {
  /** A listener that does nothing. */
  UpstreamEvents NONE = new UpstreamEvents() {};

  /** The connects of clients have failed; it is left out for so long, then probed. */
  default void ejected(String service, Upstream upstream, Duration duration, String why) {}

  /** It was left out, and a client could be connected again. */
  default void returned(String service, Upstream upstream) {}

  /** Its check has failed often enough: it is not used any more. */
  default void wentDown(String service, Upstream upstream, String why) {}

  /** Its check has succeeded often enough: it is used again. */
  default void cameUp(String service, Upstream upstream) {}

  /**
   * A lookup of a name has failed; told for each lookup. The addresses that were found before are
   * used on.
   *
   * @param name what was looked up
   * @param configured what stands in the configuration for it: itself, or the SRV name that led
   *     there
   * @param isNews whether it has not failed in this way since it was last found
   */
  default void lookupFailed(String name, String configured, String why, boolean isNews) {}

  /** A lookup of a name has succeeded after one that failed. */
  default void lookupRecovered(String name, String configured) {}

  /** Returns one listener that tells all of these, in this order. */
  static UpstreamEvents all(List<UpstreamEvents> listeners) {
    return new UpstreamEventsFanOut(listeners);
  }
}
