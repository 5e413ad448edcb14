package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.Upstream;
import java.time.Duration;

/**
 * One connection's use of one upstream, from the try on. Ends by {@link #end}, whatever became of
 * it. Only for the event loop of the connection.
 */
public final class Lease {
  private final UpstreamPool pool;
  private final Candidate candidate;
  private final int downfalls;
  private Runnable whenDown = () -> {};
  private boolean isProbe;
  private boolean isOver;

  Lease(UpstreamPool pool, Candidate candidate, boolean isProbe) {
    this.pool = pool;
    this.candidate = candidate;
    this.isProbe = isProbe;
    this.downfalls = candidate.state().verdict().downfalls();
    candidate.state().taken();
  }

  /** Where to connect. */
  public Upstream address() {
    return candidate.address();
  }

  /**
   * The upstream is connected.
   *
   * @param downTask run on any thread, perhaps at once, when the upstream goes down before the end
   *     of this lease, and the service closes its connections then
   */
  public void connected(Runnable downTask) {
    isProbe = false;
    if (pool.closesOnDown()) {
      whenDown = downTask;
      candidate.state().verdict().whenDown(downTask, downfalls);
    }
    if (candidate.state().ejection().succeeded()) {
      pool.events().returned(pool.service(), address());
    }
  }

  /** The upstream could not be connected; this ends it. */
  public void failed(String why) {
    Ejection ejection = candidate.state().ejection();
    Duration out = ejection.failed(pool.health().ejection(), isProbe, pool.nowNanos());
    isProbe = false;
    if (!out.isZero()) {
      String cause = ejection.failures() + " connects in a row failed, the last one: " + why;
      pool.events().ejected(pool.service(), address(), out, cause);
    }
    end();
  }

  /** The connection uses it no more, or never did. Later calls have no effect. */
  public void end() {
    if (isOver) {
      return;
    }
    isOver = true;
    candidate.state().givenBack();
    candidate.state().verdict().forget(whenDown);
    if (isProbe) {
      candidate.state().ejection().giveProbeBack();
    }
  }
}
