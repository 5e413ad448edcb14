package dev.alpnmux.client;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The clients of the factories that drivers make from text. Many a driver makes a factory for each
 * connection: with a client of its own each would read the files again, resume no session, and try
 * a gateway that is down first every time. Thread-safe.
 */
final class SharedClients {
  // A program has a few; one that makes up settings loses old sessions only.
  private static final int CLIENTS_MAX = 64;

  private final Map<Key, AlpnmuxClient> clients =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, AlpnmuxClient> eldest) {
          return size() > CLIENTS_MAX;
        }
      };

  /**
   * What a client is made of.
   *
   * @param trust the state of the file of authorities: a client reads it once
   */
  record Key(Map<String, String> settings, Optional<FileStamp> trust) {
    Key {
      settings = Map.copyOf(settings);
    }
  }

  /** Returns the client for this key; others wait while one is made. */
  synchronized AlpnmuxClient of(Key key, Supplier<AlpnmuxClient> maker) {
    AlpnmuxClient known = clients.get(key);
    if (known == null) {
      known = maker.get();
      clients.put(key, known);
    }
    return known;
  }
}
