package dev.alpnmux.client;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.channels.SelectableChannel;
import org.jspecify.annotations.Nullable;

/** The TCP connection, below the TLS layer if there is one; its tap sees what the server sends. */
final class TappedSocket extends Socket {
  private static final int SKIP_BUFFER = 4096;

  private final AlertTap tap = new AlertTap();
  private final @Nullable ChannelSocket selectable;
  private volatile @Nullable HandshakeFlight flight;
  private volatile boolean hasNulAhead;
  private volatile boolean hasEnded;

  TappedSocket() {
    selectable = null;
  }

  private TappedSocket(ChannelSocket selectable) throws SocketException {
    super(selectable);
    this.selectable = selectable;
  }

  /** Returns a socket whose reads may be {@linkplain #unblockReads unblocked}. */
  static TappedSocket selectable() {
    try {
      return new TappedSocket(new ChannelSocket());
    } catch (SocketException e) {
      throw new IllegalStateException("nothing is opened before the connect", e);
    }
  }

  /**
   * Lets reads fail with a {@link java.net.SocketTimeoutException} from now on where they would
   * wait.
   *
   * @return what tells when there is something to read
   * @throws IllegalStateException if this is none of {@link #selectable}
   */
  SelectableChannel unblockReads() throws IOException {
    if (selectable == null) {
      throw new IllegalStateException("it was not connected to be selectable");
    }
    return selectable.unblockReads();
  }

  AlertTap tap() {
    return tap;
  }

  /**
   * Leaves a NUL out that comes next, if one does: xinetd sends the end of its C string along with
   * {@code +Go}, and no service has said it.
   */
  void dropNulAhead() {
    hasNulAhead = true;
  }

  /** The handshake is done: its last flight leaves, and nothing is looked at or held any more. */
  void endHandshake() throws IOException {
    tap.stop();
    HandshakeFlight last = flight;
    if (last != null) {
      last.end();
    }
  }

  @Override
  public synchronized OutputStream getOutputStream() throws IOException {
    HandshakeFlight open = flight;
    if (open == null) {
      open = new HandshakeFlight(super.getOutputStream());
      flight = open;
    }
    return open;
  }

  /**
   * Whether the end of this connection is a reset, though it reads as an end: the system tells of a
   * reset once, and that was to somebody who wrote.
   */
  boolean isBroken() {
    HandshakeFlight sent = flight;
    return hasEnded && sent != null && sent.hasFailed();
  }

  /** An answer is awaited: what was written so far must be on its way. */
  private void departFlight() throws IOException {
    HandshakeFlight open = flight;
    if (open != null) {
      open.depart();
    }
  }

  /** Closes; an alert of our own that is still held leaves first. */
  @SuppressWarnings("UnsynchronizedOverridesSynchronized") // It must not wait for another call.
  @Override
  public void close() throws IOException {
    try {
      departFlight();
    } finally {
      super.close();
    }
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
      departFlight();
      int count = super.read(bytes, offset, length);
      if (hasNulAhead && count > 0) {
        hasNulAhead = false;
        return bytes[offset] == 0 ? behindNul(bytes, offset, count, length) : count;
      }
      if (count > 0) {
        tap.see(bytes, offset, count);
      } else if (count < 0) {
        hasEnded = true;
      }
      return count;
    }

    private int behindNul(byte[] bytes, int offset, int count, int length) throws IOException {
      System.arraycopy(bytes, offset + 1, bytes, offset, count - 1);
      return count > 1 ? count - 1 : read(bytes, offset, length);
    }

    /** Who reads only what is there must not wait for what may be left out. */
    @Override
    public int available() throws IOException {
      return hasNulAhead ? Math.max(0, super.available() - 1) : super.available();
    }

    /** When its own write fails, JSSE skips what has arrived: that is where the alert is then. */
    @Override
    public long skip(long length) throws IOException {
      byte[] skipped = new byte[(int) Math.min(length, SKIP_BUFFER)];
      return Math.max(0, read(skipped, 0, skipped.length));
    }
  }
}
