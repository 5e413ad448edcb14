package dev.alpnmux.cli.client;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/**
 * Looks at the file of {@code --file} every second, and tells when it holds something else. A
 * change is told once two looks in a row have seen the same: the file may still be in the writing.
 */
final class ForwardsWatch {
  static final Duration PERIOD = Duration.ofSeconds(1);

  private final Path file;
  private byte[] told;
  private byte[] seen;

  /** Takes the first look, to be made before the file is read: what changes later is told. */
  ForwardsWatch(Path file) {
    this.file = file;
    this.told = look();
    this.seen = told;
  }

  /** Looks from now on, on a thread that does not keep the process. */
  void start(Runnable whenChanged) {
    Thread thread = new Thread(() -> run(whenChanged), "watch of " + file);
    thread.setDaemon(true);
    thread.start();
  }

  private void run(Runnable whenChanged) {
    try {
      while (true) {
        Thread.sleep(PERIOD.toMillis());
        byte[] now = look();
        if (Arrays.equals(now, seen) && !Arrays.equals(now, told)) {
          told = now;
          whenChanged.run();
        }
        seen = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A file that is not there is an empty one, which is a problem for whoever reads it. */
  private byte[] look() {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      return new byte[0];
    }
  }
}
