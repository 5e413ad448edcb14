package dev.alpnmux.gateway.nativetls;

import java.io.ByteArrayOutputStream;
import javax.net.ssl.SSLException;

/** One end of a connection in memory. What it wants to send piles up until it is taken. */
abstract class TlsEnd implements AutoCloseable {
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private final ByteArrayOutputStream plaintext = new ByteArrayOutputStream();

  /** Works on ciphertext of the other end, or begins when there is none yet. */
  abstract void receive(byte[] ciphertext) throws SSLException;

  abstract void write(byte[] bytes) throws SSLException;

  /** Sends close_notify, and goes on reading. */
  abstract void endOutput() throws SSLException;

  abstract boolean isFinished();

  /** Whether the other end's close_notify has been read. */
  abstract boolean isEnded();

  @Override
  public abstract void close();

  final void send(byte[] ciphertext) {
    sent.writeBytes(ciphertext);
  }

  final void gotPlaintext(byte[] bytes) {
    plaintext.writeBytes(bytes);
  }

  /** Takes what it wants to send. */
  final byte[] takeSent() {
    return take(sent);
  }

  /** Takes what it has read so far. */
  final byte[] takePlaintext() {
    return take(plaintext);
  }

  private static byte[] take(ByteArrayOutputStream stream) {
    byte[] bytes = stream.toByteArray();
    stream.reset();
    return bytes;
  }

  /** Carries what the two ends send to each other, in pieces, until both are silent. */
  static void exchange(TlsEnd one, TlsEnd other, int pieceBytes) throws SSLException {
    boolean isSilent = false;
    while (!isSilent) {
      boolean isMoved = carry(one, other, pieceBytes);
      isSilent = !carry(other, one, pieceBytes) && !isMoved;
    }
  }

  private static boolean carry(TlsEnd from, TlsEnd to, int pieceBytes) throws SSLException {
    byte[] bytes = from.takeSent();
    for (int start = 0; start < bytes.length; start += pieceBytes) {
      int end = Math.min(bytes.length, start + pieceBytes);
      to.receive(java.util.Arrays.copyOfRange(bytes, start, end));
    }
    return bytes.length > 0;
  }

  /** Handshakes in whole flights. */
  static void handshake(TlsEnd client, TlsEnd server) throws SSLException {
    client.receive(new byte[0]);
    exchange(client, server, Integer.MAX_VALUE / 2);
  }
}
