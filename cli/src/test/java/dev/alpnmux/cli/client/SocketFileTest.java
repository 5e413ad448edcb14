package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {
  @TempDir Path folder;

  private Path path;

  @BeforeEach
  void choosePath() {
    path = folder.resolve("s");
  }

  @Test
  void onlyTheOwnerMayConnectAndNothingElseIsLeft() throws Exception {
    try (ServerSocketChannel channel = open()) {
      SocketFile.listen(channel, path, 1);

      assertThat(Files.getPosixFilePermissions(path))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      assertThat(folder).isDirectoryNotContaining(file -> !file.equals(path));
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
    }
  }

  @Test
  void whatAnEndedProcessLeftIsReplaced() throws Exception {
    listenAndLeave();
    try (ServerSocketChannel channel = open()) {
      SocketFile.listen(channel, path, 1);

      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
    }
  }

  @Test
  void socketThatSomebodyAnswersOnStays() throws Exception {
    try (ServerSocketChannel first = open();
        ServerSocketChannel second = open()) {
      SocketFile.listen(first, path, 1);

      assertThatThrownBy(() -> SocketFile.listen(second, path, 1)).hasMessageContaining("in use");
      SocketChannel.open(UnixDomainSocketAddress.of(path)).close();
    }
  }

  @Test
  void fileThatIsNoSocketStays() throws Exception {
    Files.writeString(path, "mine");
    try (ServerSocketChannel channel = open()) {
      assertThatThrownBy(() -> SocketFile.listen(channel, path, 1))
          .hasMessageContaining("no socket");
    }
    assertThat(path).hasContent("mine");
  }

  @Test
  void onlyOurOwnFileIsRemoved() throws Exception {
    SocketFile ours = listenAndLeave();
    SocketFile other = listenAndLeave();
    ours.remove();
    assertThat(path).exists();

    other.remove();
    assertThat(path).doesNotExist();
    other.remove();
  }

  private SocketFile listenAndLeave() throws IOException {
    try (ServerSocketChannel channel = open()) {
      return SocketFile.listen(channel, path, 1);
    }
  }

  private static ServerSocketChannel open() throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX);
  }
}
