package dev.alpnmux.gateway.linux;

import java.io.IOException;

/** Where a {@link Pump} puts its bytes. Only for the event loop. */
interface ByteSink {
  /**
   * Says what comes before any byte of the source, if anything.
   *
   * @throws IOException if what is behind the sink is broken
   */
  default void open() throws IOException {}

  /**
   * Sends what comes before any byte of the source and still waits for it: the source has none now.
   *
   * @throws IOException if what is behind the sink is broken
   */
  default void opened() throws IOException {}

  /**
   * Takes the first bytes of a shared buffer. What cannot leave at once is kept, and then the sink
   * is full.
   *
   * @throws IOException if what is behind the sink is broken
   */
  void write(NativeBuffer bytes, int count) throws IOException;

  /** Whether nothing must be written until some of it has left. */
  boolean isFull();

  /** How many bytes were written and have not left yet. */
  long unsentBytes();

  /**
   * Passes the end of the stream on behind all bytes; runs the task when that has left.
   *
   * @param isClean whether the source vouched for its end; if not, nor does this one
   * @param isLast whether the sink is closed next: that passes the end on, too
   * @throws IOException if what is behind the sink is broken; the task does not run then
   */
  void end(boolean isClean, boolean isLast, Runnable whenEnded) throws IOException;
}
