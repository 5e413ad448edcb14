package dev.alpnmux.gateway.linux;

import java.io.IOException;

/** How the bytes of one direction get from its source to its sink. */
interface Carrier {
  /** A turn of the event loop begins for this direction. */
  void turnBegins();

  /**
   * Reads once from the source, at most so many bytes as the wire has them.
   *
   * @return how many bytes wait for {@link #write}; 0 when there are none now or the stream has
   *     ended
   * @throws IOException if the source is broken
   */
  int read(int countMax) throws IOException;

  /**
   * Hands the bytes of the last read to the sink, which keeps what its peer does not take.
   *
   * @throws IOException if what is behind the sink is broken
   */
  void write(int count) throws IOException;
}
