package dev.alpnmux.gateway.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;

/**
 * A socket that sends its first write, and holds all others back until it is told: they then leave
 * in one segment. Only for one thread.
 */
public final class CorkedSocket extends Socket {
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private boolean isCorked;
  private boolean isReleased;

  /** Sends what was held back; nothing is held back any more. */
  public void release() throws IOException {
    isReleased = true;
    super.getOutputStream().write(held.toByteArray());
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    OutputStream wire = super.getOutputStream();
    return new OutputStream() {
      @Override
      public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        if (isCorked && !isReleased) {
          held.write(bytes, offset, length);
        } else {
          isCorked = true;
          wire.write(bytes, offset, length);
        }
      }
    };
  }
}
