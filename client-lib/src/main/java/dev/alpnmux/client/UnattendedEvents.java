package dev.alpnmux.client;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;

/** Where nobody listens, what somebody must act on goes to the log. */
final class UnattendedEvents implements ClientEvents {
  private static final Logger LOG = System.getLogger(UnattendedEvents.class.getPackageName());

  @Override
  public void identityKept(Path certificate, IOException reason) {
    LOG.log(Level.WARNING, "the old identity stays: {0}", reason.getMessage());
  }
}
