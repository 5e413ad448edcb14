package dev.alpnmux.gateway.nativetls;

import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** An engine of the JDK. */
final class JdkEnd extends TlsEnd {
  private final SSLEngine engine;
  private ByteBuffer in = ByteBuffer.allocate(0);
  private boolean isFinished;

  JdkEnd(SSLEngine engine) {
    this.engine = engine;
  }

  SSLEngine engine() {
    return engine;
  }

  @Override
  void receive(byte[] ciphertext) throws SSLException {
    ByteBuffer both = ByteBuffer.allocate(in.remaining() + ciphertext.length);
    in = both.put(in).put(ciphertext).flip();
    if (!isFinished) {
      engine.beginHandshake();
    }
    boolean isStuck = false;
    while (!isStuck) {
      boolean isMoved = flush();
      isStuck = !unwrap() && !isMoved;
    }
  }

  /** Returns whether anything happened. */
  private boolean flush() throws SSLException {
    boolean isMoved = false;
    while (engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
      wrap(ByteBuffer.allocate(0));
      isMoved = true;
    }
    return isMoved;
  }

  private boolean unwrap() throws SSLException {
    int before = in.remaining();
    ByteBuffer plain = ByteBuffer.allocate(64 * 1024);
    SSLEngineResult result = engine.unwrap(in, plain);
    runTasks();
    note(result);
    byte[] bytes = new byte[plain.position()];
    plain.get(0, bytes);
    gotPlaintext(bytes);
    return in.remaining() < before || result.getStatus() == Status.OK && bytes.length > 0;
  }

  private void runTasks() {
    Runnable task = engine.getDelegatedTask();
    while (task != null) {
      task.run();
      task = engine.getDelegatedTask();
    }
  }

  private void note(SSLEngineResult result) {
    isFinished |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
  }

  private int wrap(ByteBuffer bytes) throws SSLException {
    ByteBuffer sealed = ByteBuffer.allocate(64 * 1024);
    SSLEngineResult result = engine.wrap(bytes, sealed);
    runTasks();
    note(result);
    byte[] out = new byte[sealed.position()];
    sealed.get(0, out);
    send(out);
    return out.length;
  }

  @Override
  void write(byte[] bytes) throws SSLException {
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      wrap(rest);
    }
  }

  @Override
  void endOutput() throws SSLException {
    engine.closeOutbound();
    while (!engine.isOutboundDone() && wrap(ByteBuffer.allocate(0)) > 0) {
      runTasks();
    }
  }

  @Override
  boolean isFinished() {
    return isFinished;
  }

  @Override
  boolean isEnded() {
    return engine.isInboundDone();
  }

  @Override
  public void close() {
    engine.closeOutbound();
  }
}
