package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.ErrorText;
import dev.alpnmux.cli.outcome.IoReason;
import dev.alpnmux.client.ClientEvents;
import java.io.IOException;
import java.nio.file.Path;

/** Says on standard error when the files of {@code --cert} and {@code --key} have changed. */
final class IdentityNews implements ClientEvents {
  @Override
  public void identityReloaded(Path certificate) {
    System.err.println("alpnmux: a new identity is shown from now on: " + certificate);
  }

  @Override
  public void identityKept(Path certificate, IOException reason) {
    System.err.println(ErrorText.warning("the old identity stays: " + IoReason.of(reason)));
  }
}
