package dev.alpnmux.gateway.oracle;

import dev.alpnmux.spec.ApplicationProtocol;
import java.util.Collection;

/** Somebody else who reads hellos. */
interface Oracle {
  /**
   * Reads what a client sends first.
   *
   * @param candidates the ids that are looked for, by those who cannot tell what else there is
   */
  Reading read(byte[] hello, Collection<ApplicationProtocol> candidates) throws Exception;

  /** Returns as much of a reading as this one can tell. */
  Reading asFarAsKnown(Reading reading);
}
