package dev.alpnmux.client;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.function.Consumer;

/** Tells a client's events to whoever listens; no fault of the listener reaches a connection. */
final class Announcer {
  private static final Logger LOG = System.getLogger(Announcer.class.getPackageName());

  private final ClientEvents events;

  Announcer(ClientEvents events) {
    this.events = events;
  }

  void tell(Consumer<ClientEvents> news) {
    try {
      news.accept(events);
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "a listener of client events has failed", e);
    }
  }
}
