package dev.alpnmux.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesTest {
  @Test
  void textIsTimeLevelAndMessage() {
    assertThat(new TextLine().format(record("drained")))
        .isEqualTo("2026-11-21T21:22:30.123Z WARN drained" + System.lineSeparator());
  }

  @Test
  void textHasAnErrorWithItsCausesInTheSameLine() {
    LogRecord record = record("cannot reload");
    record.setThrown(new IllegalStateException("bad", new IOException("worse")));

    assertThat(new TextLine().format(record))
        .isEqualToIgnoringNewLines(
            "2026-11-21T21:22:30.123Z WARN cannot reload:"
                + " java.lang.IllegalStateException: bad: java.io.IOException: worse");
  }

  @Test
  void textOfAPeerCannotForgeASecondLine() {
    assertThat(new TextLine().format(record("name a\r\n2026 ERROR forged")).strip().lines())
        .hasSize(1);
  }

  @Test
  void jsonIsOneObjectInOneLine() {
    assertThat(new JsonLine().format(record("a \"quoted\"\nline")))
        .isEqualTo(
            "{\"time\":\"2026-11-21T21:22:30.123Z\",\"level\":\"WARN\",\"logger\":\"dev.alpnmux.x\","
                + "\"message\":\"a \\\"quoted\\\"\\nline\"}"
                + System.lineSeparator());
  }

  @Test
  void jsonHasTheWholeTraceOfAnError() {
    LogRecord record = record("cannot reload");
    record.setThrown(new IllegalStateException("bad"));

    String line = new JsonLine().format(record);

    assertThat(line.strip().lines()).hasSize(1);
    assertThat(line).contains("\"error\":\"java.lang.IllegalStateException: bad\\n\\tat ");
  }

  @Test
  void everyLevelOfTheJdkHasAName() {
    assertThat(LogLevel.of(Level.SEVERE)).isEqualTo(LogLevel.ERROR);
    assertThat(LogLevel.of(Level.CONFIG)).isEqualTo(LogLevel.DEBUG);
    assertThat(LogLevel.of(Level.FINER)).isEqualTo(LogLevel.TRACE);
    assertThat(LogLevel.of(Level.ALL)).isEqualTo(LogLevel.TRACE);
  }

  private static LogRecord record(String message) {
    LogRecord record = new LogRecord(Level.WARNING, message);
    record.setLoggerName("dev.alpnmux.x");
    record.setInstant(Instant.parse("2026-11-21T21:22:30.123456Z"));
    return record;
  }
}
