package dev.alpnmux.gateway.admin;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;

/** The file of a unix socket that one listens on. Every method blocks on file access. */
final class AdminSocketFile {
  private final Path file;

  AdminSocketFile(String path) {
    this.file = Path.of(path);
  }

  /**
   * Removes what a process that ended has left.
   *
   * @throws IOException if somebody listens on it, or it is no socket
   */
  void clear() throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
        .isOther()) {
      throw new IOException("there is a file that is no socket");
    }
    if (isListenedOn()) {
      throw new BindException("the socket is in use");
    }
    Files.delete(file);
  }

  private boolean isListenedOn() {
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      return probe.connect(UnixDomainSocketAddress.of(file));
    } catch (IOException refused) {
      return false;
    }
  }

  /** Keeps everybody away but the owner: to connect takes the permission to write. */
  void protect() throws IOException {
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }

  /** Removes it, if it is there. */
  void remove() throws IOException {
    Files.deleteIfExists(file);
  }
}
