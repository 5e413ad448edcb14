package dev.alpnmux.cli.top;

import dev.alpnmux.cli.admin.AdminPages;
import dev.alpnmux.cli.admin.Printable;
import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import java.net.ProtocolException;

/** Where the state of a gateway comes from. */
final class StatusSource {
  private static final String PATH = "/status.json";

  private final AdminPages pages;

  StatusSource(AdminPages pages) {
    this.pages = pages;
  }

  /** A state, and the text that it was read from. */
  record Answer(Status status, String json) {}

  /**
   * Returns the state as it is now; blocks for some seconds at the most.
   *
   * @throws CommandFailure if it cannot be had; its message is one line
   */
  Answer ask() throws CommandFailure {
    String json = pages.get(PATH);
    try {
      return new Answer(StatusReader.read(json), json);
    } catch (ProtocolException e) {
      throw new CommandFailure(
          ExitCode.NOT_ACKNOWLEDGED,
          "cannot use "
              + PATH
              + " of "
              + pages
              + ": "
              + Printable.of(String.valueOf(e.getMessage())),
          "is the gateway of the same version as this command?",
          e);
    }
  }

  /** Returns where it is asked. */
  @Override
  public String toString() {
    return pages.toString();
  }
}
