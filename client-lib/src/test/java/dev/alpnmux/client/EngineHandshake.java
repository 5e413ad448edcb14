package dev.alpnmux.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;

/** Does the handshake of an engine over a blocking socket, as a library with its own I/O would. */
final class EngineHandshake {
  private static final int BUFFER_BYTES = 1 << 15;

  private EngineHandshake() {}

  static void over(Socket socket, SSLEngine engine) throws IOException {
    ByteBuffer wire = ByteBuffer.allocate(BUFFER_BYTES).flip();
    ByteBuffer nothing = ByteBuffer.allocate(BUFFER_BYTES);
    engine.beginHandshake();
    HandshakeStatus status = engine.getHandshakeStatus();
    while (status != HandshakeStatus.FINISHED && status != HandshakeStatus.NOT_HANDSHAKING) {
      switch (status) {
        case NEED_WRAP -> status = write(socket, engine);
        case NEED_TASK -> {
          engine.getDelegatedTask().run();
          status = engine.getHandshakeStatus();
        }
        default -> {
          var result = engine.unwrap(wire, nothing);
          status = result.getHandshakeStatus();
          if (result.getStatus() == Status.BUFFER_UNDERFLOW) {
            receive(socket, wire);
          }
        }
      }
    }
  }

  private static HandshakeStatus write(Socket socket, SSLEngine engine) throws IOException {
    ByteBuffer record = ByteBuffer.allocate(BUFFER_BYTES);
    HandshakeStatus next = engine.wrap(ByteBuffer.allocate(0), record).getHandshakeStatus();
    socket.getOutputStream().write(record.array(), 0, record.position());
    return next;
  }

  private static void receive(Socket socket, ByteBuffer wire) throws IOException {
    byte[] more = new byte[BUFFER_BYTES - wire.remaining()];
    int count = socket.getInputStream().read(more);
    if (count < 0) {
      throw new EOFException("the gateway has ended the handshake");
    }
    wire.compact().put(Arrays.copyOf(more, count)).flip();
  }
}
