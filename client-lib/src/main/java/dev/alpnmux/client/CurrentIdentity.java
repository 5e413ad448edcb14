package dev.alpnmux.client;

import java.io.IOException;
import java.util.function.Consumer;

/** The identity of one client as its files have it now. Thread-safe. */
final class CurrentIdentity {
  private final Identity identity;
  private final Announcer announcer;
  private Identity.Stamps seen;
  private ClientKey key;

  CurrentIdentity(Identity identity, Announcer announcer) {
    this.identity = identity;
    this.announcer = announcer;
    this.seen = identity.stamps();
    this.key = identity.key();
  }

  /** Looks at the files, and reads them if they have changed. */
  ClientKey key() {
    Identity.Stamps now = identity.currentStamps();
    Consumer<ClientEvents> news;
    ClientKey current;
    synchronized (this) {
      news = now.equals(seen) ? nothing -> {} : reload(now);
      current = key;
    }
    announcer.tell(news);
    return current;
  }

  /** A change is looked at once: files that cannot be used are not read again until they change. */
  private Consumer<ClientEvents> reload(Identity.Stamps now) {
    seen = now;
    try {
      key = identity.read();
      return events -> events.identityReloaded(identity.certificate());
    } catch (IOException e) {
      return events -> events.identityKept(identity.certificate(), e);
    }
  }
}
