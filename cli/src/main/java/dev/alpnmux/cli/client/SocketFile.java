package dev.alpnmux.cli.client;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file of a unix socket that we listen on.
 *
 * @param key tells it from another file of the same name; absent where the system has none
 */
record SocketFile(Path path, @Nullable Object key) {
  /**
   * Listens on a path; nobody but the owner may ever connect. A file that a process left there
   * which has ended is replaced.
   *
   * @throws IOException if somebody listens there, or it is no socket
   */
  static SocketFile listen(ServerSocketChannel channel, Path path, int backlog) throws IOException {
    requireUnused(path);
    // To connect takes the permission to write, and between bind and chmod others would have it.
    // So both are done in a folder that is the owner's alone.
    Path folder = Files.createTempDirectory(path.toAbsolutePath().getParent(), ".");
    Path file = folder.resolve("s");
    try {
      channel.bind(UnixDomainSocketAddress.of(file), backlog);
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      Object key = attributes(file).fileKey();
      Files.move(file, path, StandardCopyOption.ATOMIC_MOVE);
      return new SocketFile(path, key);
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static void requireUnused(Path path) throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    if (!attributes(path).isOther()) {
      throw new FileAlreadyExistsException("there is a file that is no socket");
    }
    try (SocketChannel probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // A listener whose queue is full must not hold this up.
      probe.configureBlocking(false);
      probe.connect(UnixDomainSocketAddress.of(path));
      throw new BindException("the socket is in use");
    } catch (ConnectException nobody) {
      // What is left of a process that has ended: the new file takes its place.
      return;
    }
  }

  private static BasicFileAttributes attributes(Path path) throws IOException {
    return Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
  }

  /** Removes the file if it is still ours. */
  void remove() throws IOException {
    try {
      if (Objects.equals(attributes(path).fileKey(), key)) {
        Files.delete(path);
      }
    } catch (NoSuchFileException gone) {
      return;
    }
  }
}
