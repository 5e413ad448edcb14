package dev.alpnmux.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;

/** The TCP connection below the TLS layer; its tap sees what the server sends. */
final class TappedSocket extends Socket {
  private static final int SKIP_BUFFER = 4096;

  private final AlertTap tap = new AlertTap();

  AlertTap tap() {
    return tap;
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new TappedStream(super.getInputStream());
  }

  /**
   * Closes at once, with a reset, and never blocks: what is blocked in a call on this socket, in
   * whatever thread, fails now.
   */
  void abort() {
    try {
      // Without this a close may linger for as long as the user's own SO_LINGER says.
      setSoLinger(true, 0);
    } catch (IOException e) {
      System.getLogger(TappedSocket.class.getName())
          .log(System.Logger.Level.DEBUG, "cannot reset, closing instead", e);
    }
    try {
      super.close();
    } catch (IOException e) {
      System.getLogger(TappedSocket.class.getName())
          .log(System.Logger.Level.DEBUG, "closing failed", e);
    }
  }

  private final class TappedStream extends FilterInputStream {
    TappedStream(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      if (count > 0) {
        tap.see(bytes, offset, count);
      }
      return count;
    }

    /** When its own write fails, JSSE skips what has arrived: that is where the alert is then. */
    @Override
    public long skip(long length) throws IOException {
      byte[] skipped = new byte[(int) Math.min(length, SKIP_BUFFER)];
      return Math.max(0, read(skipped, 0, skipped.length));
    }
  }
}
