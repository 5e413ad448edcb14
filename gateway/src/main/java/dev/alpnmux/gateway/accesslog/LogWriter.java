package dev.alpnmux.gateway.accesslog;

import dev.alpnmux.gateway.config.AccessLogConfig;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A queue of bounded length, and the thread that writes what is in it. Whoever offers something
 * never waits, and wakes nobody: the thread looks ten times in a second. When the file cannot be
 * written, what is in the queue waits for better times, and what does not fit is counted.
 */
final class LogWriter {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How long to leave a file alone that could not be written. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long TELL_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int BATCH_CHARS = 64 * 1024;

  /** For a thread that was told to let go of a file that does not answer. */
  private static final long LETTING_GO_MILLIS = 500;

  private final AccessLogConfig config;
  private final LineFormat format;
  private final LineCounts counts;
  private final LogFile file;
  private final Queue<Entry> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final Thread thread = new Thread(this::run, "alpnmux-access-log");
  private volatile boolean isReopenAsked;
  private volatile boolean isClosing;
  private volatile boolean isOver;
  private volatile boolean isFailing;

  // These belong to the thread.
  private final StringBuilder text = new StringBuilder(BATCH_CHARS + BATCH_CHARS / 8);
  private ByteBuffer batch = ByteBuffer.allocate(0);
  private int linesInBatch;
  private boolean isBatchFromQueue;
  private long lostBefore;
  private long toldNanos = System.nanoTime() - TELL_NANOS;

  private LogWriter(AccessLogConfig config, LineCounts counts, LogFile file) {
    this.config = config;
    this.format = LineFormat.of(config.format());
    this.counts = counts;
    this.file = file;
  }

  /** Opens the file, and starts the thread. */
  static LogWriter start(AccessLogConfig config, LineCounts counts) throws IOException {
    LogWriter writer =
        new LogWriter(config, counts, LogFile.open(config.file(), config.rotation()));
    writer.thread.setDaemon(true);
    writer.thread.start();
    return writer;
  }

  AccessLogConfig config() {
    return config;
  }

  /** Takes this, or counts that there was no room for it. Callable from any thread. */
  void offer(Entry entry) {
    int length = queued.incrementAndGet();
    if (length > config.queue()) {
      queued.decrementAndGet();
      counts.dropped(isFailing ? Dropped.FAILED : Dropped.FULL, 1);
      return;
    }
    queue.add(entry);
    if (isOver && queue.remove(entry)) {
      // Nobody takes it any more: a reload has put another file in the place of this one.
      counts.dropped(Dropped.FAILED, 1);
    }
    if (length == config.queue() / 2 && !isFailing) {
      LockSupport.unpark(thread);
    }
  }

  /** Opens the file anew before the next line. Callable from any thread. */
  void reopen() {
    isReopenAsked = true;
    LockSupport.unpark(thread);
  }

  /** Writes what is in the queue, and ends; gives up at the deadline. Blocks until then. */
  void close(Duration deadline) throws InterruptedException {
    isClosing = true;
    LockSupport.unpark(thread);
    thread.join(deadline.toMillis());
    if (thread.isAlive()) {
      thread.interrupt();
      thread.join(LETTING_GO_MILLIS);
    }
    isOver = true;
    int lost = isBatchFromQueue ? linesInBatch : 0;
    while (queue.poll() != null) {
      lost++;
    }
    if (lost > 0) {
      counts.dropped(Dropped.FAILED, lost);
      LOG.log(Level.WARNING, this + ": " + lost + " lines could not be written before the end");
    }
  }

  private void run() {
    while (!isClosing) {
      work();
      LockSupport.parkNanos(this, isFailing ? RETRY_NANOS : PERIOD_NANOS);
    }
    toldNanos -= TELL_NANOS;
    work();
    closeFile();
  }

  private void work() {
    try {
      reopenIfAsked();
      flush();
      tellDropped();
      while (fill()) {
        flush();
      }
    } catch (IOException e) {
      failed(e);
    }
  }

  private void reopenIfAsked() throws IOException {
    if (isReopenAsked) {
      isReopenAsked = false;
      file.reopen();
    }
  }

  private void tellDropped() throws IOException {
    if (System.nanoTime() - toldNanos < TELL_NANOS) {
      return;
    }
    toldNanos = System.nanoTime();
    int lines = 0;
    for (Dropped reason : Dropped.values()) {
      long count = counts.takeUntold(reason);
      if (count > 0) {
        format.appendDropped(Instant.now(), reason, count, text);
        lines++;
      }
    }
    takeBatch(lines, false);
    flush();
  }

  /** Takes the next batch out of the queue; returns whether there is one. */
  private boolean fill() {
    int lines = 0;
    while (text.length() < BATCH_CHARS && !queue.isEmpty()) {
      lines += append(queue.remove()) ? 1 : 0;
    }
    takeBatch(lines, true);
    return lines > 0;
  }

  private boolean append(Entry entry) {
    int before = text.length();
    try {
      format.append(entry, text);
      return true;
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, this + ": the gateway failed to write a line", e);
      text.setLength(before);
      queued.decrementAndGet();
      counts.dropped(Dropped.FAILED, 1);
      return false;
    }
  }

  private void takeBatch(int lines, boolean isFromQueue) {
    batch = ByteBuffer.wrap(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    text.setLength(0);
    linesInBatch = lines;
    isBatchFromQueue = isFromQueue;
  }

  /** Writes the batch, or keeps what of it could not be written. */
  private void flush() throws IOException {
    if (!batch.hasRemaining()) {
      return;
    }
    try {
      file.write(batch);
    } finally {
      noteWritten();
    }
    if (isFailing) {
      isFailing = false;
      long lost = counts.dropped(Dropped.FAILED) - lostBefore;
      LOG.log(Level.INFO, this + " is written again; " + lost + " lines were lost");
    }
  }

  private void noteWritten() {
    int left = 0;
    for (int at = batch.position(); at < batch.limit(); at++) {
      left += batch.get(at) == '\n' ? 1 : 0;
    }
    int written = linesInBatch - left;
    counts.written(written);
    queued.addAndGet(isBatchFromQueue ? -written : 0);
    linesInBatch = left;
  }

  private void failed(IOException e) {
    boolean isNews = !isFailing && !(e instanceof ClosedByInterruptException);
    isFailing = true;
    if (isNews) {
      lostBefore = counts.dropped(Dropped.FAILED);
      LOG.log(
          Level.WARNING,
          this
              + " cannot be written: "
              + FileTrouble.of(e)
              + "; connections are served all the same, and lines that do not fit into the queue"
              + " are lost");
    }
  }

  private void closeFile() {
    try {
      file.close();
    } catch (IOException e) {
      failed(e);
    }
  }

  @Override
  public String toString() {
    return "access log " + config.file();
  }
}
