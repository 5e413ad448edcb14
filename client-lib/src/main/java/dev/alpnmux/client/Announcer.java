package dev.alpnmux.client;

import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Tells a client's events to whoever listens; no fault of the listener reaches a connection. */
final class Announcer {
  private final ClientEvents events;

  Announcer(ClientEvents events) {
    this.events = events;
  }

  void tell(Consumer<ClientEvents> news) {
    try {
      news.accept(events);
    } catch (RuntimeException e) {
      // Not a constant: the first logger of a process costs milliseconds, and most write nothing.
      System.getLogger(Announcer.class.getPackageName())
          .log(Level.WARNING, "a listener of client events has failed", e);
    }
  }
}
