package dev.alpnmux.gateway.nativetls;

import dev.alpnmux.gateway.nativetls.NativeTls.TicketKeySource;
import dev.alpnmux.gateway.tls.OpenSslText;
import dev.alpnmux.gateway.tls.PolicyDigest;
import dev.alpnmux.gateway.tls.TicketKey;
import dev.alpnmux.gateway.tls.TlsParameters;
import dev.alpnmux.spec.ApplicationProtocol;
import io.netty.internal.tcnative.SSL;
import io.netty.internal.tcnative.SSLContext;
import io.netty.internal.tcnative.SessionTicketKey;
import java.lang.ref.Cleaner;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One native context with its certificate and key. Set up by one thread, then thread-safe. Its
 * memory is freed when neither its {@link NativeTls} nor a session refers to it any more.
 */
final class NativeContext {
  private static final long NEVER = -1;
  private static final Cleaner CLEANER = Cleaner.create();
  private static final int PROTOCOLS = SSL.SSL_PROTOCOL_TLSV1_2 | SSL.SSL_PROTOCOL_TLSV1_3;

  /**
   * A ticket carries the certificates of the client, so their size bounds what is written at once.
   */
  static final int PEER_CHAIN_BYTES_MAX = 16 * 1024;

  private final boolean isServer;
  private final Optional<PolicyDigest> policy;
  private final Memory memory;
  private final AtomicInteger sessions = new AtomicInteger();
  private @Nullable PeerVerifier verifier;
  private volatile long generation = NEVER;

  /** Runs once nobody can reach the context; so it must not refer to it. */
  private static final class Memory implements Runnable {
    private final long context;
    private long chain;
    private long key;

    private Memory(long context) {
      this.context = context;
    }

    @Override
    public void run() {
      SSLContext.free(context);
      if (chain != 0) {
        SSL.freeX509Chain(chain);
      }
      if (key != 0) {
        SSL.freePrivateKey(key);
      }
    }
  }

  private NativeContext(boolean isServer, Optional<PolicyDigest> policy) throws SSLException {
    this.isServer = isServer;
    this.policy = policy;
    try {
      memory =
          new Memory(
              SSLContext.make(PROTOCOLS, isServer ? SSL.SSL_MODE_SERVER : SSL.SSL_MODE_CLIENT));
    } catch (Exception e) {
      throw new SSLException("no native context", e);
    }
    CLEANER.register(this, memory);
  }

  /** Returns a context for clients. They resume by tickets alone. */
  static NativeContext server(PolicyDigest policy) throws SSLException {
    NativeContext context = new NativeContext(true, Optional.of(policy));
    context.setCommon();
    SSLContext.setOptions(context.memory.context, SSL.SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSLContext.clearOptions(context.memory.context, SSL.SSL_OP_NO_TICKET);
    if (!SSLContext.setSessionIdContext(context.memory.context, policy.octets())) {
      throw new SSLException("the session id context is refused");
    }
    return context;
  }

  /** Returns a context for upstreams. It keeps no sessions: every handshake verifies again. */
  static NativeContext client() throws SSLException {
    NativeContext context = new NativeContext(false, Optional.empty());
    context.setCommon();
    SSLContext.setOptions(context.memory.context, SSL.SSL_OP_NO_TICKET);
    return context;
  }

  private void setCommon() throws SSLException {
    SSLContext.setSessionCacheMode(memory.context, SSL.SSL_SESS_CACHE_OFF);
    SSLContext.setMode(
        memory.context, SSLContext.getMode(memory.context) | SSL.SSL_MODE_RELEASE_BUFFERS);
    // BoringSSL has its own, fixed list for TLS 1.3.
    String ciphers =
        TlsParameters.CIPHERS.stream()
            .filter(name -> name.startsWith("TLS_ECDHE_"))
            .collect(Collectors.joining(":"));
    try {
      if (!SSLContext.setCipherSuite(memory.context, ciphers, false)) {
        throw new SSLException("the cipher suites are refused");
      }
    } catch (SSLException e) {
      throw e;
    } catch (Exception e) {
      throw new SSLException("the cipher suites are refused", e);
    }
    if (!SSLContext.setCurvesList(memory.context, TlsParameters.GROUPS.toArray(String[]::new))) {
      SSL.clearError();
      throw new SSLException("the groups of key exchange are refused");
    }
  }

  /** It acknowledges, or offers, this id alone. */
  void setProtocol(ApplicationProtocol protocol) {
    SSLContext.setAlpnProtos(
        memory.context,
        new String[] {OpenSslText.of(protocol)},
        SSL.SSL_SELECTOR_FAILURE_NO_ADVERTISE);
  }

  /** What it proves itself with. */
  void setIdentity(List<X509Certificate> chain, PrivateKey key) throws SSLException {
    byte[] pkcs8 = key.getEncoded();
    if (pkcs8 == null) {
      throw new SSLException("the private key cannot be exported to BoringSSL");
    }
    try (MemoryBio chainText = MemoryBio.of(chain);
        MemoryBio keyText = MemoryBio.ofPrivateKey(pkcs8)) {
      memory.chain = SSL.parseX509Chain(chainText.address());
      memory.key = SSL.parsePrivateKey(keyText.address(), null);
    } catch (SSLException e) {
      throw e;
    } catch (Exception e) {
      throw new SSLException("BoringSSL refuses the certificate or its key: " + e.getMessage(), e);
    }
  }

  /** Every peer must show certificates that this one accepts. */
  void setVerifier(PeerVerifier verifier) {
    this.verifier = verifier;
    SSLContext.setCertVerifyCallback(memory.context, verifier);
    SSLContext.setVerify(memory.context, SSL.SSL_CVERIFY_REQUIRED, PeerVerifier.DEPTH_MAX);
    SSLContext.setMaxCertList(memory.context, PEER_CHAIN_BYTES_MAX);
  }

  /** Clients are told of these, to choose a certificate by. */
  void setClientAuthorities(List<X509Certificate> authorities) throws SSLException {
    if (authorities.isEmpty()) {
      return;
    }
    try (MemoryBio text = MemoryBio.of(authorities)) {
      if (!SSLContext.setCACertificateBio(memory.context, text.address())) {
        throw new SSLException("BoringSSL refuses the authorities of clients");
      }
    } finally {
      SSL.clearError();
    }
  }

  /** Takes the keys of this time, if they are others than those that it has. Thread-safe. */
  void renewTicketKeys(TicketKeySource source) {
    if (generation != source.generation().getAsLong()) {
      takeTicketKeys(source);
    }
  }

  private synchronized void takeTicketKeys(TicketKeySource source) {
    // Read first: keys that change meanwhile are taken once more, and never missed.
    long current = source.generation().getAsLong();
    List<TicketKey> keys = policy.map(source.keys()).orElse(List.of());
    if (!keys.isEmpty()) {
      SSLContext.setSessionTicketKeys(
          memory.context,
          keys.stream()
              .map(k -> new SessionTicketKey(k.name(), k.hmacKey(), k.aesKey()))
              .toArray(SessionTicketKey[]::new));
    }
    generation = current;
  }

  /** Returns a new native session; whoever asks frees it, and says so with {@link #freed}. */
  long newSsl() throws SSLException {
    long ssl = SSL.newSSL(memory.context, isServer);
    if (memory.chain != 0) {
      try {
        SSL.setKeyMaterial(ssl, memory.chain, memory.key);
      } catch (Exception e) {
        SSL.freeSSL(ssl);
        throw new SSLException("BoringSSL refuses the certificate: " + e.getMessage(), e);
      }
    }
    sessions.incrementAndGet();
    return ssl;
  }

  void freed() {
    sessions.decrementAndGet();
  }

  /** How many sessions are not freed yet. */
  int sessions() {
    return sessions.get();
  }

  boolean isServer() {
    return isServer;
  }

  /** What judges the peers, if anything does. */
  @Nullable PeerVerifier verifier() {
    return verifier;
  }
}
