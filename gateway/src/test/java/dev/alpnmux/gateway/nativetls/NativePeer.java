package dev.alpnmux.gateway.nativetls;

import io.netty.internal.tcnative.SSL;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.util.Arrays;

/**
 * A native session over blocking streams. Other than the JDK's, it may end its direction and go on
 * reading, on TLS 1.2 too. For one thread.
 */
public final class NativePeer implements AutoCloseable {
  /** The id and the server name that it speaks by. */
  public static final String ID = Sessions.ID;

  /** The name that its certificate is for, as a server. */
  public static final String NAME = "a.test";

  private final NativeEnd end;
  private final InputStream input;
  private final OutputStream output;

  private NativePeer(NativeSession session, String version, InputStream input, OutputStream output)
      throws IOException {
    if (version.equals("TLSv1.2")) {
      refuseTls13(session);
    }
    this.end = new NativeEnd(session);
    this.input = input;
    this.output = output;
  }

  /** Returns the server's side, its handshake finished. */
  public static NativePeer server(String version, InputStream input, OutputStream output)
      throws IOException {
    NativeSession session = Sessions.server(Sessions.tls("a"), "peer");
    return new NativePeer(session, version, input, output).handshake();
  }

  /** Returns the client's side, which trusts the test authority, its handshake finished. */
  public static NativePeer client(String version, InputStream input, OutputStream output)
      throws IOException {
    NativeTls tls = Sessions.tls("a");
    NativeSession session =
        tls.client(Sessions.service("peer", Sessions.trusting()), Sessions.id(ID), NAME);
    NativePeer peer = new NativePeer(session, version, input, output);
    peer.end.receive(new byte[0]);
    peer.flush();
    return peer.handshake();
  }

  /** The gateway's own sessions always offer both versions. */
  private static void refuseTls13(NativeSession session) {
    try {
      Field ssl = NativeSession.class.getDeclaredField("ssl");
      ssl.setAccessible(true);
      SSL.setOptions(ssl.getLong(session), SSL.SSL_OP_NO_TLSv1_3);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private NativePeer handshake() throws IOException {
    while (!end.isFinished()) {
      byte[] bytes = receive();
      if (bytes.length == 0) {
        throw new EOFException("ended in the handshake");
      }
      try {
        end.receive(bytes);
      } finally {
        flush();
      }
    }
    return this;
  }

  private byte[] receive() throws IOException {
    byte[] chunk = new byte[16 * 1024];
    int count = input.read(chunk);
    return count < 0 ? new byte[0] : Arrays.copyOf(chunk, count);
  }

  private void flush() throws IOException {
    output.write(end.takeSent());
    output.flush();
  }

  /** Sends the bytes of the stream. */
  public void send(InputStream bytes) throws IOException {
    end.write(bytes.readAllBytes());
    flush();
  }

  /** Sends close_notify, and no FIN. */
  public void endOutput() throws IOException {
    end.endOutput();
    flush();
  }

  /** Reads at least so many bytes. */
  public InputStream receive(int count) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(end.takePlaintext());
    while (all.size() < count) {
      byte[] bytes = receive();
      if (bytes.length == 0) {
        throw new EOFException("ended after " + all.size() + " bytes");
      }
      end.receive(bytes);
      all.writeBytes(end.takePlaintext());
    }
    return new ByteArrayInputStream(all.toByteArray());
  }

  /** Reads until the peer's close_notify; fails when only a FIN comes. */
  public InputStream receiveAll() throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    while (!end.isEnded()) {
      byte[] bytes = receive();
      if (bytes.length == 0) {
        throw new EOFException("ended without close_notify");
      }
      end.receive(bytes);
    }
    all.writeBytes(end.takePlaintext());
    return new ByteArrayInputStream(all.toByteArray());
  }

  /** Frees the session; the streams stay open. */
  @Override
  public void close() {
    end.close();
  }
}
