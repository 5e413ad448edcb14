package dev.alpnmux.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The archive of loaded classes that this JVM may have been started from.
 *
 * @param file where it is; empty when the launcher gave none
 * @param state whether it serves
 */
record ClassArchive(String file, State state) {
  private static final Path MAPPED_FILES = Path.of("/proc/self/maps");

  enum State {
    NONE("none"),
    IN_USE("in use"),
    UNFIT("not in use: made by another JVM, of another jar, or damaged"),
    UNKNOWN("given; this system does not tell whether it is in use");

    private final String text;

    State(String text) {
      this.text = text;
    }
  }

  /** What the launcher gave. The JVM leaves out what does not fit, and says nothing about it. */
  static ClassArchive given() {
    String file = System.getProperty("alpnmux.archive", "");
    return new ClassArchive(file, state(file));
  }

  private static State state(String file) {
    if (file.isEmpty() || Path.of(file).toFile().length() == 0) {
      return State.NONE;
    }
    try {
      return Files.readString(MAPPED_FILES).contains(file) ? State.IN_USE : State.UNFIT;
    } catch (IOException e) {
      return State.UNKNOWN;
    }
  }

  @Override
  public String toString() {
    return state == State.NONE ? state.text : state.text + ", " + file;
  }
}
