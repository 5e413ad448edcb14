package dev.alpnmux.cli.gateway;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Tells systemd how the gateway fares, where it asks for that (sd_notify(3)): {@code NOTIFY_SOCKET}
 * names a datagram socket in the file system. Elsewhere every call does nothing. A message that
 * cannot be sent is logged and never stops the gateway. Thread-safe; sends at once.
 */
final class ServiceManager {
  private static final System.Logger LOG = System.getLogger(ServiceManager.class.getName());
  private static final char ABSTRACT = '@';

  private final Optional<String> path;
  private final Optional<Duration> watchdog;

  private ServiceManager(Optional<String> path, Optional<Duration> watchdog) {
    this.path = path;
    this.watchdog = watchdog;
  }

  /**
   * Returns the one that these variables name, those of this process as a rule.
   *
   * @param environment {@code NOTIFY_SOCKET}, and for the watchdog {@code WATCHDOG_USEC} with
   *     {@code WATCHDOG_PID}
   * @param process the number of this process
   */
  static ServiceManager of(Map<String, String> environment, long process) {
    Optional<String> path = Optional.ofNullable(environment.get("NOTIFY_SOCKET"));
    path.flatMap(ServiceManager::lack)
        .ifPresent(why -> LOG.log(Level.WARNING, "systemd is told nothing: " + why));
    Optional<String> usable = path.filter(p -> lack(p).isEmpty());
    return new ServiceManager(
        usable, usable.isPresent() ? watchdog(environment, process) : Optional.empty());
  }

  private static Optional<String> lack(String path) {
    if (path.isEmpty() || path.charAt(0) == ABSTRACT) {
      return Optional.of("NOTIFY_SOCKET is \"" + path + "\", and only a path can be written to");
    }
    return Epoll.isAvailable()
        ? Optional.empty()
        : Optional.of("the native library that can write to NOTIFY_SOCKET does not load");
  }

  /** It may be meant for another process, such as a shell that started this one. */
  private static Optional<Duration> watchdog(Map<String, String> environment, long process) {
    String micros = environment.getOrDefault("WATCHDOG_USEC", "");
    String meant = environment.getOrDefault("WATCHDOG_PID", Long.toString(process));
    boolean isSet = micros.matches("[1-9][0-9]{0,15}") && meant.equals(Long.toString(process));
    return isSet
        ? Optional.of(Duration.ofNanos(Math.multiplyExact(Long.parseLong(micros), 1000L)))
        : Optional.empty();
  }

  /** How often a sign of life is due, at the latest; nothing when nobody waits for one. */
  Optional<Duration> watchdog() {
    return watchdog;
  }

  /** All listeners accept, after a start or a reload. */
  void ready(String status) {
    send("READY=1\nSTATUS=" + oneLine(status));
  }

  /** The configuration is being read again; {@link #ready} ends it. */
  void reloading() {
    // systemd counts the microseconds since the boot, as nanoTime does on Linux.
    send("RELOADING=1\nMONOTONIC_USEC=" + System.nanoTime() / 1000);
  }

  /** No connection is accepted any more. */
  void stopping(String status) {
    send("STOPPING=1\nSTATUS=" + oneLine(status));
  }

  /** The gateway is alive. */
  void alive() {
    send("WATCHDOG=1");
  }

  /** Each line of a message is an assignment of its own. */
  private static String oneLine(String text) {
    return text.replace('\n', ' ');
  }

  private void send(String message) {
    if (path.isEmpty()) {
      return;
    }
    byte[] octets = message.getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.allocateDirect(octets.length).put(octets).flip();
    Socket socket = Socket.newSocketDomainDgram();
    try {
      byte[] to = path.get().getBytes(StandardCharsets.UTF_8);
      if (socket.sendToDomainSocket(buffer, 0, octets.length, to) < octets.length) {
        LOG.log(Level.WARNING, "systemd took no message at " + path.get());
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "systemd took no message at " + path.get() + ": " + e.getMessage());
    } finally {
      close(socket);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "a datagram socket did not close in order", e);
    }
  }
}
