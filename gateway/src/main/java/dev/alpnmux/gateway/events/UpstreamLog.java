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

  @Override
  public void lookupFailed(String name, String configured, String why, boolean isNews) {
    if (isNews) {
      LOG.log(
          Level.WARNING,
          () ->
              named(name, configured)
                  + " cannot be looked up: "
                  + why
                  + "; what was found before, if anything, stays");
    }
  }

  @Override
  public void lookupRecovered(String name, String configured) {
    LOG.log(Level.INFO, () -> named(name, configured) + " can be looked up again");
  }

  private static String named(String name, String configured) {
    return name.equals(configured) ? "upstream " + name : "host " + name + " of " + configured;
  }

  private static String named(String service, Upstream upstream) {
    String foundBy = upstream.configured() == upstream ? "" : " of " + upstream.configured();
    return "upstream " + upstream + foundBy + " of service \"" + service + '"';
  }
}
