package dev.alpnmux.client;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Sends what the TLS layer writes in a handshake one flight at a time: what stands between two
 * reads leaves together. JSSE writes each record by itself, and a server that refuses the
 * certificate in the first of them is gone before the last is written: the write fails then, and
 * with it the alert is lost that says why. Once {@link #end} was called, writes go straight
 * through.
 *
 * <p>Thread-safe: after the handshake one thread writes while another reads.
 */
final class HandshakeFlight extends FilterOutputStream {
  // Bounds what is held: no flight of ours but a long certificate chain comes near it.
  private static final int HELD_MAX = 64 * 1024;

  private ByteArrayOutputStream held = new ByteArrayOutputStream();
  private volatile boolean isOver;
  private volatile boolean hasFailed;

  HandshakeFlight(OutputStream out) {
    super(out);
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    if (isOver) {
      send(bytes, offset, length);
      return;
    }
    synchronized (this) {
      held.write(bytes, offset, length);
      if (held.size() > HELD_MAX) {
        depart();
      }
    }
  }

  private void send(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException e) {
      hasFailed = true;
      throw e;
    }
  }

  /** Whether something could not be sent; whoever wrote it may have kept that to himself. */
  boolean hasFailed() {
    return hasFailed;
  }

  /** JSSE flushes behind each record; the flight leaves when it is complete. */
  @Override
  public void flush() throws IOException {
    if (isOver) {
      out.flush();
    }
  }

  /** Sends what is held: an answer is awaited, or the connection ends. */
  void depart() throws IOException {
    if (isOver) {
      return;
    }
    synchronized (this) {
      if (held.size() > 0) {
        byte[] flight = held.toByteArray();
        held.reset();
        send(flight, 0, flight.length);
      }
    }
  }

  /** Sends what is held, and holds nothing any more. */
  void end() throws IOException {
    depart();
    isOver = true;
    synchronized (this) {
      held = new ByteArrayOutputStream(0);
    }
  }

  @Override
  public void close() throws IOException {
    depart();
    super.close();
  }
}
