package dev.alpnmux.cli.top;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.signal.Signals;
import dev.alpnmux.cli.time.Pause;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The state on the whole screen of a terminal, until the user has seen enough. */
final class LiveTop {
  private static final String QUIT_KEYS = "qQ";

  private final StatusSource source;
  private final Screen screen;
  private final Duration interval;
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();

  private Size size;
  private Status status;
  private Optional<String> outage = Optional.empty();
  private long statusNanos = System.nanoTime();

  /**
   * @param first what is shown at once
   */
  LiveTop(StatusSource source, Screen screen, Duration interval, Size size, Status first) {
    this.source = source;
    this.screen = screen;
    this.interval = interval;
    this.size = size;
    this.status = first;
  }

  /**
   * Shows it until a key ends it; blocks until then. A signal ends the process as ever, and then
   * too the terminal gets back what it had.
   *
   * @return the exit code
   */
  int run() {
    Runtime.getRuntime().addShutdownHook(new Thread(screen::close, "end"));
    try (screen) {
      screen.open();
      draw();
      Signals.onResize(this::resized);
      start("poll", this::poll);
      if (screen.hasKeys()) {
        start("keys", this::readKeys);
      }
      return ended.join();
    }
  }

  /** A fault ends the command, which then says what it is. */
  private void start(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    thread.setUncaughtExceptionHandler((self, fault) -> ended.completeExceptionally(fault));
    thread.start();
  }

  private void poll() {
    while (!ended.isDone()) {
      Pause.of(interval);
      try {
        answered(source.ask().status());
      } catch (CommandFailure e) {
        unanswered(e.getMessage());
      }
      draw();
    }
  }

  private synchronized void answered(Status newest) {
    status = newest;
    statusNanos = System.nanoTime();
    outage = Optional.empty();
  }

  /** The last numbers stay: they say what was going on before. */
  private synchronized void unanswered(String reason) {
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - statusNanos);
    outage = Optional.of("NO ANSWER, the numbers are " + Figures.span(seconds) + " old: " + reason);
  }

  private void resized() {
    Optional<Size> now = Terminal.size();
    synchronized (this) {
      size = now.orElse(size);
    }
    draw();
  }

  private synchronized void draw() {
    screen.draw(new StatusView(status, source.toString()).lines(outage, size));
  }

  /** At the end of the input nobody can end it by a key any more; that is all. */
  private void readKeys() {
    try {
      InputStream keys = System.in;
      for (int key = keys.read(); key >= 0; key = keys.read()) {
        if (QUIT_KEYS.indexOf(key) >= 0) {
          ended.complete(0);
        }
      }
    } catch (IOException e) {
      System.getLogger(LiveTop.class.getName())
          .log(System.Logger.Level.DEBUG, "the keys cannot be read", e);
    }
  }
}
