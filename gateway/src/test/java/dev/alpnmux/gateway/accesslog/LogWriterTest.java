package dev.alpnmux.gateway.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.config.AccessLogConfig;
import dev.alpnmux.gateway.config.AccessLogConfig.Format;
import dev.alpnmux.gateway.testing.Fifo;
import dev.alpnmux.gateway.testing.RecordedLog;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LogWriterTest {
  private static final int QUEUE = 16;
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** A line of more than 6 KiB: a queue of them is more than a pipe holds. */
  private static final Entry ENTRY =
      Entries.refused(
          Optional.of("a.test"),
          Collections.nCopies(8, new ApplicationProtocol("\0".repeat(255))),
          "no");

  @TempDir private Path folder;

  private final LineCounts counts = new LineCounts();

  private LogWriter writer(Path file) throws IOException {
    return LogWriter.start(
        new AccessLogConfig(file, Format.TEXT, false, 100, QUEUE, Optional.empty()), counts);
  }

  private static void offer(LogWriter writer, int count) {
    IntStream.range(0, count).forEach(i -> writer.offer(ENTRY));
  }

  private void awaitWritten(long count) throws Exception {
    RunningGateway.awaitUntil(count + " lines", () -> counts.written() >= count);
  }

  @Test
  void whatIsOfferedIsWrittenAndWhatIsLeftAtTheEndToo() throws Exception {
    Path file = folder.resolve("access.log");
    LogWriter writer = writer(file);
    offer(writer, 3);
    awaitWritten(3);
    offer(writer, 5);
    writer.close(PATIENCE);
    assertThat(Files.readAllLines(file)).hasSize(8).allMatch(line -> line.contains(" refused "));
    assertThat(counts.written()).isEqualTo(8);
  }

  @Test
  void whatComesBehindTheEndIsCounted() throws Exception {
    LogWriter writer = writer(folder.resolve("access.log"));
    writer.close(PATIENCE);
    offer(writer, 3);
    assertThat(counts.dropped(Dropped.FAILED)).isEqualTo(3);
  }

  @Test
  void whatIsDroppedIsToldInALine() throws Exception {
    Path file = folder.resolve("access.log");
    LogWriter writer = writer(file);
    counts.dropped(Dropped.SAMPLED, 7);
    awaitWritten(1);
    counts.dropped(Dropped.FULL, 2);
    writer.close(PATIENCE);
    assertThat(Files.readAllLines(file))
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).endsWith(" dropped reason=sampled count=7"),
            second -> assertThat(second).endsWith(" dropped reason=full count=2"));
  }

  @Test
  void aFileThatWasMovedIsMadeAnewWhenItIsAskedFor() throws Exception {
    Path file = folder.resolve("access.log");
    LogWriter writer = writer(file);
    offer(writer, 1);
    awaitWritten(1);
    Files.move(file, folder.resolve("moved"));
    writer.reopen();
    RunningGateway.awaitUntil("a new file", () -> Files.exists(file));
    offer(writer, 2);
    writer.close(PATIENCE);
    assertThat(Files.readAllLines(folder.resolve("moved"))).hasSize(1);
    assertThat(Files.readAllLines(file)).hasSize(2);
  }

  @Test
  void aFileThatWasRemovedComesBackByItself() throws Exception {
    Path file = folder.resolve("access.log");
    LogWriter writer = writer(file);
    Files.delete(file);
    RunningGateway.awaitUntil(
        "a new file",
        () -> {
          offer(writer, 1);
          return Files.exists(file);
        });
    writer.close(PATIENCE);
    assertThat(Files.readAllLines(file)).isNotEmpty();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aReaderThatDoesNotReadBlocksNobodyAndCostsABoundedNumber() throws Exception {
    Path fifo = Fifo.in(folder);
    LogWriter writer = writer(fifo);
    offerUntilDropped(writer, 1001);
    try (RecordedLog log = new RecordedLog()) {
      writer.close(Duration.ofMillis(100));
      assertThat(log.with("could not be written before the end")).hasSize(1);
    }
    assertThat(counts.dropped(Dropped.FAILED)).isBetween(1L, (long) QUEUE);
    assertThat(counts.written()).isLessThan(2 * QUEUE);
  }

  /** One line after the other without a pause: the queue is full when the pipe is. */
  private void offerUntilDropped(LogWriter writer, int count) {
    long start = System.nanoTime();
    while (counts.dropped(Dropped.FULL) < count) {
      assertThat(System.nanoTime() - start).isLessThan(PATIENCE.toNanos());
      offer(writer, 1);
    }
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aReaderThatReadsAgainGetsWhatWaited() throws Exception {
    Path fifo = Fifo.in(folder);
    LogWriter writer = writer(fifo);
    offerUntilDropped(writer, 1);
    try (InputStream reader = Files.newInputStream(fifo)) {
      long before = counts.written();
      while (counts.written() < before + QUEUE) {
        assertThat(reader.read()).isPositive();
      }
    }
    writer.close(PATIENCE);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskIsSaidOnceAndWhatDoesNotFitIsCounted() throws Exception {
    try (RecordedLog log = new RecordedLog()) {
      LogWriter writer = writer(Path.of("/dev/full"));
      offer(writer, 1);
      RunningGateway.awaitUntil("a word", () -> !log.with("cannot be written").isEmpty());
      offer(writer, QUEUE + 9);
      writer.close(PATIENCE);
      assertThat(log.with("cannot be written"))
          .singleElement()
          .asString()
          .isEqualTo(
              "access log /dev/full cannot be written: No space left on device; make room on its"
                  + " disk; connections are served all the same, and lines that do not fit into"
                  + " the queue are lost");
      assertThat(log.with("16 lines could not be written before the end")).hasSize(1);
    }
    assertThat(counts.written()).isZero();
    assertThat(counts.dropped(Dropped.FAILED)).isEqualTo(QUEUE + 10);
    assertThat(counts.dropped(Dropped.FULL)).isZero();
  }

  @Test
  void whatWaitedForTheDiskIsWrittenWhenItIsBack() throws Exception {
    Path inner = Files.createDirectory(folder.resolve("inner"));
    Path file = inner.resolve("access.log");
    LogWriter writer = writer(file);
    try (RecordedLog log = new RecordedLog()) {
      Files.delete(file);
      Files.delete(inner);
      writer.reopen();
      RunningGateway.awaitUntil("a word", () -> !log.with("there is no such folder").isEmpty());
      offer(writer, QUEUE + 3);
      Files.createDirectory(inner);
      awaitWritten(QUEUE);
      RunningGateway.awaitUntil("a word", () -> !log.with("is written again").isEmpty());
      assertThat(log.with("is written again; 3 lines were lost")).hasSize(1);
    }
    writer.close(PATIENCE);
    assertThat(Files.readAllLines(file))
        .hasSize(QUEUE + 1)
        .filteredOn(line -> !line.contains(" refused "))
        .singleElement()
        .asString()
        .endsWith(" dropped reason=failed count=3");
  }
}
