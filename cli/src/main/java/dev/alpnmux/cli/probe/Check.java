package dev.alpnmux.cli.probe;

import java.io.IOException;

/**
 * One question to a server, and what its answer is judged by.
 *
 * @param name does not change, for those who compare results
 * @param requirement the id in SPEC.md
 * @param title what is sent, in a few words
 * @param trial asks and judges
 */
record Check(String name, String requirement, String title, Trial trial) {
  /** Asks the server, and judges what it answers. Blocks. */
  interface Trial {
    /**
     * Returns what was found.
     *
     * @throws IOException if the server cannot be reached any more
     */
    Outcome run() throws IOException;
  }
}
