package dev.alpnmux.gateway.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;

/** Makes named pipes. */
public final class Fifo {
  private Fifo() {}

  /** Returns a new one in this folder; nobody reads it. */
  public static Path in(Path folder) throws IOException, InterruptedException {
    Path fifo = folder.resolve("fifo");
    Process made = new ProcessBuilder("mkfifo", fifo.toString()).inheritIO().start();
    assertThat(made.waitFor()).isZero();
    return fifo;
  }
}
