package dev.alpnmux.gateway.upstream;

import dev.alpnmux.gateway.route.Upstream;

/**
 * One connection's use of one upstream, from the try on. Ends by {@link #end}, whatever became of
 * it. Only for the event loop of the connection.
 */
public final class Lease {
  private final Candidate candidate;
  private boolean isOver;

  Lease(Candidate candidate) {
    this.candidate = candidate;
    candidate.state().taken();
  }

  /** Where to connect. */
  public Upstream address() {
    return candidate.address();
  }

  /** The connection uses it no more, or never did. Later calls have no effect. */
  public void end() {
    if (!isOver) {
      isOver = true;
      candidate.state().givenBack();
    }
  }
}
