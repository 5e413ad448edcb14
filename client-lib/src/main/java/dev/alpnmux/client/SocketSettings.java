package dev.alpnmux.client;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is set on a socket before it is connected: remembered here, because each try of a connect
 * has a TCP socket of its own. Thread-safe.
 */
final class SocketSettings {
  static final Set<SocketOption<?>> SUPPORTED =
      Set.of(
          StandardSocketOptions.TCP_NODELAY,
          StandardSocketOptions.SO_KEEPALIVE,
          StandardSocketOptions.SO_LINGER,
          StandardSocketOptions.SO_REUSEADDR,
          StandardSocketOptions.SO_RCVBUF,
          StandardSocketOptions.SO_SNDBUF,
          StandardSocketOptions.IP_TOS);

  private final Map<SocketOption<?>, Object> options = new LinkedHashMap<>();
  private int readTimeout;
  private @Nullable SocketAddress localAddress;
  private boolean isSelectable;

  SocketSettings() {
    // Nagle's algorithm would hold small requests back for a delayed acknowledgement.
    options.put(StandardSocketOptions.TCP_NODELAY, true);
  }

  synchronized void put(SocketOption<?> option, Object value) {
    options.put(option, value);
  }

  /** Returns what was set, or else what a new socket has. */
  synchronized <T> T value(SocketOption<T> option) throws IOException {
    Object value = options.get(option);
    if (value != null) {
      return option.type().cast(value);
    }
    try (Socket fresh = new Socket()) {
      return fresh.getOption(option);
    }
  }

  synchronized void readTimeout(int millis) {
    readTimeout = millis;
  }

  synchronized int readTimeout() {
    return readTimeout;
  }

  synchronized void localAddress(@Nullable SocketAddress address) {
    localAddress = address;
  }

  synchronized @Nullable SocketAddress localAddress() {
    return localAddress;
  }

  /** From now on a connection can be waited for with a selector. */
  synchronized void selectable() {
    isSelectable = true;
  }

  /** Returns a socket for one try of a connect. */
  synchronized TappedSocket newSocket() {
    return isSelectable ? TappedSocket.selectable() : new TappedSocket();
  }

  /** Whether only one socket at a time can have the local address. */
  synchronized boolean hasLocalPort() {
    return localAddress instanceof InetSocketAddress local && local.getPort() != 0;
  }

  /** Applies all that a socket must know before it connects. */
  synchronized void applyBeforeConnect(Socket socket) throws IOException {
    for (Map.Entry<SocketOption<?>, Object> option : options.entrySet()) {
      // Lingering is for the open connection; it must not hold up the end of a failed handshake.
      if (option.getKey() != StandardSocketOptions.SO_LINGER) {
        apply(socket, option.getKey(), option.getValue());
      }
    }
    if (localAddress != null) {
      socket.bind(localAddress);
    }
  }

  /** Applies the rest: the deadline governs the handshake, the read timeout what comes after. */
  synchronized void applyAfterHandshake(Socket socket) throws IOException {
    socket.setSoTimeout(readTimeout);
    Object linger = options.get(StandardSocketOptions.SO_LINGER);
    if (linger != null) {
      apply(socket, StandardSocketOptions.SO_LINGER, linger);
    }
  }

  private static <T> void apply(Socket socket, SocketOption<T> option, Object value)
      throws IOException {
    socket.setOption(option, option.type().cast(value));
  }
}
