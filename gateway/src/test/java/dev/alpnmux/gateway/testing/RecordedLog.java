package dev.alpnmux.gateway.testing;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** What the gateways of this process log, from now until it is closed. */
public final class RecordedLog extends Handler implements AutoCloseable {
  private final Logger logger = Logger.getLogger("dev.alpnmux.gateway");
  private final List<String> lines = new CopyOnWriteArrayList<>();

  /** Starts to record. */
  public RecordedLog() {
    logger.addHandler(this);
  }

  /** Returns the records that hold this text, the oldest first. */
  public List<String> with(String text) {
    return lines.stream().filter(line -> line.contains(text)).toList();
  }

  @Override
  public void publish(LogRecord record) {
    lines.add(record.getMessage());
  }

  @Override
  public void flush() {
    // Nothing is kept back.
  }

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
