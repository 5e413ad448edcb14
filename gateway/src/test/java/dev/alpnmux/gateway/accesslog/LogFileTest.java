package dev.alpnmux.gateway.accesslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.config.AccessLogConfig.Rotation;
import dev.alpnmux.gateway.testing.Fifo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LogFileTest {
  @TempDir private Path folder;

  private Path path() {
    return folder.resolve("access.log");
  }

  private LogFile file() throws IOException {
    return LogFile.open(path(), Optional.empty());
  }

  private static void write(LogFile file, String lines) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(lines.getBytes(US_ASCII));
    file.write(buffer);
    assertThat(buffer.hasRemaining()).isFalse();
  }

  private String content(String name) throws IOException {
    return Files.readString(folder.resolve(name));
  }

  @Test
  void linesAreAppendedToWhatIsThere() throws IOException {
    Files.writeString(path(), "old\n");
    try (LogFile file = file()) {
      write(file, "one\ntwo\n");
      write(file, "three\n");
    }
    assertThat(content("access.log")).isEqualTo("old\none\ntwo\nthree\n");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void othersCannotReadIt() throws IOException {
    file().close();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
        .startsWith("rw-")
        .endsWith("---")
        .doesNotContain("x");
  }

  @Test
  void aFileThatWasMovedIsLeftOnceItIsReopened() throws IOException {
    try (LogFile file = file()) {
      write(file, "one\n");
      Files.move(path(), folder.resolve("moved"));
      write(file, "two\n");
      file.reopen();
      write(file, "three\n");
    }
    assertThat(content("moved")).isEqualTo("one\ntwo\n");
    assertThat(content("access.log")).isEqualTo("three\n");
  }

  @Test
  void whatIsTooLargeIsPutAsideAndTheOldestIsGone() throws IOException {
    try (LogFile file = LogFile.open(path(), Optional.of(new Rotation(10, 2)))) {
      for (String line : new String[] {"one--\n", "two\n", "three\n", "four--\n", "five--\n"}) {
        write(file, line);
      }
    }
    assertThat(content("access.log")).isEqualTo("five--\n");
    assertThat(content("access.log.1")).isEqualTo("four--\n");
    assertThat(content("access.log.2")).isEqualTo("three\n");
    assertThat(folder.resolve("access.log.3")).doesNotExist();
  }

  @Test
  void aLineThatIsLargerThanTheFileMayGetHasAFileOfItsOwn() throws IOException {
    try (LogFile file = LogFile.open(path(), Optional.of(new Rotation(4, 1)))) {
      write(file, "longer\n");
      write(file, "x\n");
    }
    assertThat(content("access.log.1")).isEqualTo("longer\n");
    assertThat(content("access.log")).isEqualTo("x\n");
  }

  @Test
  void whatAnotherGatewayHasPutAsideIsNotPutAsideAgain() throws IOException {
    Rotation rotation = new Rotation(10, 5);
    try (LogFile one = LogFile.open(path(), Optional.of(rotation));
        LogFile other = LogFile.open(path(), Optional.of(rotation))) {
      write(one, "one------\n");
      write(one, "two\n");
      write(other, "three\n");
    }
    assertThat(content("access.log")).isEqualTo("two\nthree\n");
    assertThat(content("access.log.1")).isEqualTo("one------\n");
    assertThat(folder.resolve("access.log.2")).doesNotExist();
  }

  @Test
  void aFolderThatIsGoneIsAnErrorUntilItIsBack() throws IOException {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    try (LogFile file = LogFile.open(inner.resolve("access.log"), Optional.empty())) {
      Files.delete(inner.resolve("access.log"));
      Files.delete(inner);
      assertThatThrownBy(file::reopen).isInstanceOf(IOException.class);
      assertThatThrownBy(() -> write(file, "lost\n")).isInstanceOf(IOException.class);
      Files.createDirectory(inner);
      write(file, "found\n");
    }
    assertThat(content("inner/access.log")).isEqualTo("found\n");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsAnErrorAndKeepsNoLine() throws IOException {
    try (LogFile file = LogFile.open(Path.of("/dev/full"), Optional.empty())) {
      ByteBuffer lines = ByteBuffer.wrap("one\ntwo\n".getBytes(US_ASCII));
      assertThatThrownBy(() -> file.write(lines)).hasMessageContaining("No space left");
      assertThat(lines.remaining()).isEqualTo(8);
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aPipeGetsAllLines() throws Exception {
    Path fifo = Fifo.in(folder);
    try (LogFile file = LogFile.open(fifo, Optional.empty());
        InputStream reader = Files.newInputStream(fifo)) {
      write(file, "one\ntwo\n");
      assertThat(reader.readNBytes(8)).isEqualTo("one\ntwo\n".getBytes(US_ASCII));
    }
  }
}
