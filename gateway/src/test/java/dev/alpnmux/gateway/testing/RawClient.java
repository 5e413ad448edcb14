package dev.alpnmux.gateway.testing;

import dev.alpnmux.spec.HelloBuilder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A client that sends bytes as they are, and hears the answer to its end. What it heard is written
 * as hexadecimal digits and {@code EOF} or {@code RESET}, such as {@code 15030300020278 EOF}.
 */
public final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = (int) RunningGateway.PATIENCE.toMillis();

  private final Socket socket = new Socket();

  /** The ways of one handshake message to the gateway. */
  public enum Delivery {
    /** In one record and one segment. */
    WHOLE,
    /** In one record, each byte in a segment of its own. */
    BYTE_BY_BYTE,
    /** Cut into records, the first of which ends within the message's header. */
    SEVERAL_RECORDS,
    /** Each byte in a record of its own. */
    BYTE_PER_RECORD;

    /** Returns the segments of the message. */
    public List<byte[]> segments(byte[] message) {
      return switch (this) {
        case WHOLE -> List.of(HelloBuilder.records(message, 1 << 14));
        case BYTE_BY_BYTE -> singleBytes(HelloBuilder.records(message, 1 << 14));
        case SEVERAL_RECORDS -> List.of(HelloBuilder.records(message, 3, 40, 1 << 14));
        case BYTE_PER_RECORD -> List.of(HelloBuilder.records(message, 1));
      };
    }
  }

  /** Connects. */
  public RawClient(InetSocketAddress address) throws IOException {
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket.connect(address, PATIENCE_MILLIS);
  }

  /**
   * Connects, sends these segments, and returns what is answered; {@code REFUSED} when nobody
   * listens.
   */
  public static String ask(InetSocketAddress address, List<byte[]> segments) throws IOException {
    try (RawClient client = new RawClient(address)) {
      client.send(segments);
      return client.answer();
    } catch (ConnectException e) {
      return "REFUSED";
    } catch (SocketException e) {
      return "RESET"; // Even before the connect has returned.
    }
  }

  /** Returns these bytes, each in a segment of its own. */
  public static List<byte[]> singleBytes(byte[] bytes) {
    return IntStream.range(0, bytes.length).mapToObj(i -> new byte[] {bytes[i]}).toList();
  }

  /** Sends, as far as the gateway still takes it: it may have answered at the first byte. */
  @SuppressWarnings("EmptyCatch") // What the gateway makes of it is read from its answer.
  public void send(List<byte[]> segments) {
    try {
      for (byte[] segment : segments) {
        socket.getOutputStream().write(segment);
      }
    } catch (IOException gatewayHasClosed) {
      // The answer says how.
    }
  }

  /** Says that nothing more is sent. */
  public void sendEnd() throws IOException {
    socket.shutdownOutput();
  }

  /**
   * Sends byte after byte, slowly, until the gateway closes.
   *
   * @return what it answered, or {@code OPEN} when all bytes were sent and it still listens
   */
  public String trickle(byte[] bytes) throws IOException {
    socket.setSoTimeout(20);
    for (byte octet : bytes) {
      try {
        int answered = socket.getInputStream().read();
        return answered < 0 ? "EOF" : HexFormat.of().toHexDigits((byte) answered) + answer();
      } catch (SocketTimeoutException nothingYet) {
        send(List.of(new byte[] {octet}));
      }
    }
    return "OPEN";
  }

  /** Returns so many bytes of the answer, or as many as there are. */
  public byte[] hear(int count) throws IOException {
    return socket.getInputStream().readNBytes(count);
  }

  /** Waits for the end of the answer. */
  public String answer() throws IOException {
    ByteArrayOutputStream heard = new ByteArrayOutputStream();
    String end = hear(socket.getInputStream(), heard);
    return heard.size() == 0 ? end : HexFormat.of().formatHex(heard.toByteArray()) + ' ' + end;
  }

  private static String hear(InputStream in, ByteArrayOutputStream heard) throws IOException {
    try {
      for (int octet = in.read(); octet >= 0; octet = in.read()) {
        heard.write(octet);
      }
      return "EOF";
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      return "RESET";
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
