package dev.alpnmux.gateway.portable;

import io.netty.buffer.ByteBuf;

/** Where a {@link Transfer} puts its bytes. Only for the event loop. */
interface Sink {
  /** Takes the buffer over. */
  void write(ByteBuf bytes);

  /** Sends what was written. */
  void flush();

  /** Whether more can be written without piling up. */
  boolean isWritable();

  /** Whether bytes still go anywhere: TLS can have ended while the sockets stand. */
  boolean isOpen();

  /** How many bytes were written and have not left yet. */
  long unsentBytes();

  /**
   * Passes the end of the stream on behind all bytes; runs the task when that has left.
   *
   * @param isClean whether the source vouched for its end; if not, nor does this one
   */
  void end(boolean isClean, Runnable whenEnded);
}
