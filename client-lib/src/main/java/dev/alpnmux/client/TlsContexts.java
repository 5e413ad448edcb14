package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * One TLS context for each gateway, list of services and identity. JSSE keys its session cache by
 * host and port only: in a shared context a session of one service would be resumed for another,
 * and one of an identity that was replaced would go on being shown. Trust is that of one client, so
 * it is never mixed either. Thread-safe.
 */
final class TlsContexts {
  // A program talks to a few services; one that forwards arbitrary names loses old sessions only.
  private static final int CONTEXTS_MAX = 256;

  private record Key(
      GatewayAddress gateway, List<ApplicationProtocol> asked, @Nullable ClientKey identity) {
    // As in GatewayAddress: what a record has by itself is built at run time.
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key that
          && gateway.equals(that.gateway)
          && asked.equals(that.asked)
          && Objects.equals(identity, that.identity);
    }

    @Override
    public int hashCode() {
      return 31 * gateway.hashCode() + asked.hashCode();
    }
  }

  private final Trust trust;
  private final @Nullable CurrentIdentity identity;
  private final Map<Key, TlsContext> contexts =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, TlsContext> eldest) {
          return size() > CONTEXTS_MAX;
        }
      };

  TlsContexts(Trust trust, @Nullable CurrentIdentity identity) {
    this.trust = trust;
    this.identity = identity;
  }

  TlsContext of(GatewayAddress gateway, List<ApplicationProtocol> asked) {
    Key key = new Key(gateway, asked, clientKey());
    synchronized (contexts) {
      return contexts.computeIfAbsent(key, absent -> new TlsContext(trust, absent.identity));
    }
  }

  /** Returns a context for one connection. */
  SSLContext fresh(ServiceTls tls, Runnable certificateRequested) {
    return tls.freshContext(trust, clientKey(), certificateRequested);
  }

  private @Nullable ClientKey clientKey() {
    return identity == null ? null : identity.key();
  }
}
