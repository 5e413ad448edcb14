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

  /** Passes the end of the stream on behind all bytes; runs the task when that has left. */
  void end(Runnable whenEnded);
}
