package dev.alpnmux.gateway.accesslog;

import dev.alpnmux.gateway.accesslog.Entry.Outcome;
import dev.alpnmux.gateway.config.AccessLogConfig;
import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.events.ConnectionEvents;
import dev.alpnmux.gateway.events.Ending;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.Refusal;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes one line for each connection that ends, where the configuration says so; of refusals only
 * so many in a second. An event is put into a queue and never waits; what there is no room for is
 * counted, and a line tells of it. Thread-safe.
 */
public final class AccessLog implements ConnectionEvents {
  /** For what is in the queue when the gateway ends. */
  private static final Duration CLOSING_MAX = Duration.ofSeconds(5);

  private final LineCounts counts = new LineCounts();
  private volatile @Nullable Target target;
  private boolean isClosed;

  /** Where lines go, and which refusals. */
  private record Target(LogWriter writer, RefusalSampler sampler) {
    static Target of(AccessLogConfig config, LineCounts counts) throws AccessLogException {
      try {
        return new Target(
            LogWriter.start(config, counts), new RefusalSampler(config.refusalsPerSecond()));
      } catch (IOException e) {
        throw new AccessLogException(
            "access log " + config.file() + ": cannot be opened: " + FileTrouble.of(e), e);
      }
    }
  }

  /**
   * Writes as this says from now on, or nothing. What is in the queue of another file is written
   * there first, but for no longer than five seconds. Blocks on file access.
   *
   * @throws AccessLogException if the file cannot be opened; then nothing has changed
   */
  public synchronized void use(Optional<AccessLogConfig> config) throws AccessLogException {
    if (isClosed) {
      // A reload that was under way when the gateway stopped: nobody would close this file.
      return;
    }
    Target before = target;
    Optional<AccessLogConfig> current = Optional.ofNullable(before).map(t -> t.writer().config());
    if (config.equals(current)) {
      return;
    }
    target = config.isPresent() ? Target.of(config.get(), counts) : null;
    if (before != null) {
      close(before.writer());
    }
  }

  /** Opens the file anew, soon, for whoever has moved it. */
  public void reopen() {
    Target now = target;
    if (now != null) {
      now.writer().reopen();
    }
  }

  /**
   * Writes what is in the queue, but for no longer than five seconds, and ends for good. Blocks.
   */
  public synchronized void close() {
    isClosed = true;
    Target last = target;
    target = null;
    if (last != null) {
      close(last.writer());
    }
  }

  private static void close(LogWriter writer) {
    try {
      writer.close(CLOSING_MAX);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns how many lines were written since the start. */
  public long written() {
    return counts.written();
  }

  /** Returns how many lines are missing since the start, for this reason. */
  public long dropped(Dropped reason) {
    return counts.dropped(reason);
  }

  @Override
  public void accepted(Connection connection) {
    Target now = target;
    if (now != null && now.writer().config().starts()) {
      now.writer().offer(Entry.accepted(connection));
    }
  }

  @Override
  public void refused(
      Connection connection, Refusal refusal, Optional<AlertDescription> alert, String detail) {
    Target now = target;
    if (now == null) {
      return;
    }
    if (now.sampler().admits(refusal, System.nanoTime())) {
      Outcome outcome = Outcome.refused(connection, refusal, alert, detail);
      now.writer().offer(Entry.ended(connection, outcome));
    } else {
      counts.dropped(Dropped.SAMPLED, 1);
    }
  }

  @Override
  public void closed(Connection connection, Ending ending) {
    Target now = target;
    if (now != null) {
      now.writer().offer(Entry.ended(connection, Outcome.closed(connection, ending)));
    }
  }
}
