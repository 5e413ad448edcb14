package dev.alpnmux.gateway.events;

import dev.alpnmux.gateway.route.Upstream;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** Writes one line for each change of an upstream, with its cause. */
public final class UpstreamLog implements UpstreamEvents {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  @Override
  public void ejected(String service, Upstream upstream, Duration duration, String why) {
    LOG.log(
        Level.WARNING,
        () ->
            named(service, upstream)
                + " is left out for "
                + duration.toMillis()
                + " ms, then one client probes it: "
                + why);
  }

  @Override
  public void returned(String service, Upstream upstream) {
    LOG.log(Level.INFO, () -> named(service, upstream) + " answers again");
  }

  @Override
  public void wentDown(String service, Upstream upstream, String why) {
    LOG.log(Level.WARNING, () -> named(service, upstream) + " is down by its check: " + why);
  }

  @Override
  public void cameUp(String service, Upstream upstream) {
    LOG.log(Level.INFO, () -> named(service, upstream) + " is up by its check");
  }

  private static String named(String service, Upstream upstream) {
    return "upstream " + upstream + " of service \"" + service + '"';
  }
}
