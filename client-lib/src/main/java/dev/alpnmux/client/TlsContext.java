package dev.alpnmux.client;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * What the connections to one service at one gateway share: key, trust, and the sessions that later
 * handshakes resume.
 */
final class TlsContext {
  /**
   * The last one serves the next connect; a few serve connects that overlap. By itself JSSE keeps
   * 20,480, and each connection brings some.
   */
  private static final int SESSIONS_MAX = 16;

  private final SSLContext context;
  private final Map<Object, Runnable> handshakes = new ConcurrentHashMap<>();

  TlsContext(Trust trust, @Nullable ClientKey identity) {
    try {
      context = SSLContext.getInstance("TLS");
      KeyManager keys = new IdentityKeyManager(identity, this::certificateRequested);
      context.init(new KeyManager[] {keys}, trust.managers(), null);
      context.getClientSessionContext().setSessionCacheSize(SESSIONS_MAX);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the Java installation has no usable TLS", e);
    }
  }

  private void certificateRequested(Object connection) {
    handshakes.getOrDefault(connection, () -> {}).run();
  }

  /** Returns a TLS layer over a connected socket; closing it closes the socket. */
  SSLSocket over(Socket socket, String peerHost, int port) throws IOException {
    return (SSLSocket) context.getSocketFactory().createSocket(socket, peerHost, port, true);
  }

  /** Blocks until the handshake is done; runs {@code certificateRequested} if the server asks. */
  void handshake(SSLSocket tls, Runnable certificateRequested) throws IOException {
    handshakes.put(tls, certificateRequested);
    try {
      tls.startHandshake();
    } finally {
      handshakes.remove(tls);
    }
  }
}
