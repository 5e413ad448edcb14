package dev.alpnmux.gateway.nativetls;

import io.netty.internal.tcnative.Buffer;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLException;

/** A native session with its memory. */
final class NativeEnd extends TlsEnd {
  private static final int ROOM = 256 * 1024;

  private final NativeSession session;
  private final ByteBuffer in = ByteBuffer.allocateDirect(ROOM);
  private final ByteBuffer out = ByteBuffer.allocateDirect(ROOM);
  private final ByteBuffer plain;
  private boolean isFinished;
  private boolean isEnded;

  NativeEnd(NativeSession session) {
    this(session, 64 * 1024);
  }

  /**
   * @param readBytes how much each read has place for
   */
  NativeEnd(NativeSession session, int readBytes) {
    this.session = session;
    plain = ByteBuffer.allocateDirect(readBytes);
  }

  NativeSession session() {
    return session;
  }

  @Override
  void receive(byte[] ciphertext) throws SSLException {
    if (ciphertext.length > 0) {
      in.clear().put(ciphertext);
      session.receive(Buffer.address(in), ciphertext.length);
    }
    session.sendTo(Buffer.address(out), ROOM);
    try {
      isFinished = session.handshake();
      if (isFinished) {
        readAll();
      }
    } finally {
      takeProduced();
    }
  }

  /** Reads once, and leaves the rest unread. */
  void receiveOne(byte[] ciphertext) throws SSLException {
    in.clear().put(ciphertext);
    session.receive(Buffer.address(in), ciphertext.length);
    byte[] bytes = new byte[session.read(Buffer.address(plain), plain.capacity())];
    plain.get(0, bytes);
    gotPlaintext(bytes);
  }

  /** Returns what the session has not taken yet, and overwrites it where it is. */
  byte[] copyUnread() {
    byte[] rest = new byte[session.unread()];
    in.get(in.position() - rest.length, rest);
    in.clear().put(new byte[in.capacity()]);
    return rest;
  }

  private void readAll() throws SSLException {
    int count = session.read(Buffer.address(plain), plain.capacity());
    while (count > 0) {
      byte[] bytes = new byte[count];
      plain.get(0, bytes);
      gotPlaintext(bytes);
      count = session.read(Buffer.address(plain), plain.capacity());
    }
    isEnded = count < 0;
  }

  @Override
  void write(byte[] bytes) throws SSLException {
    int step = 128 * 1024;
    for (int start = 0; start < bytes.length; start += step) {
      int length = Math.min(step, bytes.length - start);
      ByteBuffer piece = ByteBuffer.allocateDirect(length).put(bytes, start, length);
      session.sendTo(Buffer.address(out), ROOM);
      session.write(Buffer.address(piece), length);
      takeProduced();
    }
  }

  @Override
  void endOutput() {
    session.sendTo(Buffer.address(out), ROOM);
    session.closeNotify();
    takeProduced();
  }

  private void takeProduced() {
    byte[] bytes = new byte[session.produced()];
    out.get(0, bytes);
    send(bytes);
  }

  @Override
  boolean isFinished() {
    return isFinished;
  }

  @Override
  boolean isEnded() {
    return isEnded;
  }

  @Override
  public void close() {
    session.free();
  }
}
