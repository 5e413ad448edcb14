package dev.alpnmux.client;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/** Where nobody listens, what somebody must act on goes to the log. */
final class UnattendedEvents implements ClientEvents {
  @Override
  public void identityKept(Path certificate, IOException reason) {
    // Not a constant: the first logger of a process costs milliseconds, and most write nothing.
    System.getLogger(UnattendedEvents.class.getPackageName())
        .log(Level.WARNING, "the old identity stays: {0}", reason.getMessage());
  }
}
