package dev.alpnmux.gateway.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/**
 * A client of TCPMUX that sends text as it is, and hears the answer. What it heard is written as
 * text, with {@code EOF} or {@code RESET} at the end, such as {@code +\r\nhelloEOF}.
 */
public final class TcpmuxClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = (int) RunningGateway.PATIENCE.toMillis();

  private final Socket socket = new Socket();

  /** Connects. */
  public TcpmuxClient(InetSocketAddress address) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(address, PATIENCE_MILLIS);
  }

  /** Connects, sends these segments, ends, and returns what is answered. */
  public static String ask(InetSocketAddress address, String... segments) throws IOException {
    try (TcpmuxClient client = new TcpmuxClient(address)) {
      client.send(segments);
      client.sendEnd();
      return client.answer();
    } catch (SocketException e) {
      return "RESET"; // Even before the connect has returned.
    }
  }

  /** Sends, as far as the server still takes it: it may have answered at the first byte. */
  @SuppressWarnings("EmptyCatch") // What the server makes of it is read from its answer.
  public void send(String... segments) {
    try {
      for (String segment : segments) {
        socket.getOutputStream().write(segment.getBytes(ISO_8859_1));
      }
    } catch (IOException serverHasClosed) {
      // The answer says how.
    }
  }

  /** Says that nothing more is sent. */
  @SuppressWarnings("EmptyCatch") // As in send.
  public void sendEnd() {
    try {
      socket.shutdownOutput();
    } catch (IOException serverHasReset) {
      // The answer says so.
    }
  }

  /** Returns so many characters of the answer, or as many as there are. */
  public String hear(int count) throws IOException {
    return new String(socket.getInputStream().readNBytes(count), ISO_8859_1);
  }

  /** Returns what there is as soon as there is something: of one write on this machine, all. */
  public String hearOnce() throws Exception {
    InputStream in = socket.getInputStream();
    RunningGateway.awaitUntil("something is heard", () -> in.available() > 0);
    return new String(in.readNBytes(in.available()), ISO_8859_1);
  }

  /** Waits for the end of the answer. */
  public String answer() {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    try {
      socket.getInputStream().transferTo(heard);
      return heard.toString(ISO_8859_1) + "EOF";
    } catch (IOException e) {
      return heard.toString(ISO_8859_1) + "RESET";
    }
  }

  /** Resets the connection. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
