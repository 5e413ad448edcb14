package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLSocket;

/**
 * An open connection to a service.
 *
 * @param raw the TCP connection; it takes the socket options
 */
record Connection(
    TappedSocket raw,
    Negotiated negotiated,
    GatewayAddress gateway,
    Timings timings,
    ConnectionAccount account) {
  // Long enough for a close_notify behind a full send buffer to find its way on a slow line.
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  /** Carries the bytes. */
  Socket stream() {
    return negotiated.stream();
  }

  ApplicationProtocol service() {
    return negotiated.service();
  }

  /** The TLS layer, if there is one. */
  Optional<SSLSocket> tls() {
    return stream() instanceof SSLSocket tls ? Optional.of(tls) : Optional.empty();
  }

  InputStream input() throws IOException {
    return new Input(stream().getInputStream());
  }

  OutputStream output() throws IOException {
    return new Output(stream().getOutputStream());
  }

  /** Whether ending one direction leaves the other open: JSSE closes both in TLS 1.2. */
  boolean canHalfClose() {
    return tls().map(layer -> layer.getSession().getProtocol().equals("TLSv1.3")).orElse(true);
  }

  /**
   * Sends close_notify if that is possible in time, and closes. JSSE alone would wait for ever for
   * a thread that is blocked in a write. With SO_LINGER set to 0 it resets the connection instead:
   * a close_notify before it would say that the stream is complete.
   */
  void close() throws IOException {
    try {
      if (isToBeReset()) {
        raw.abort();
      } else {
        closeCleanly();
      }
    } finally {
      account.closed();
    }
  }

  @SuppressWarnings("try") // The watchdog works by being there.
  private void closeCleanly() throws IOException {
    try (Watchdog watchdog = Watchdog.over(raw, Deadline.in(CLOSE_TIMEOUT))) {
      stream().close();
    } finally {
      raw.close();
    }
  }

  /** Returns what a failed read or write means. */
  private IOException meaning(IOException failure) {
    IOException meaning = negotiated.late().meaning(failure);
    if (meaning instanceof ClientCertificateException refusal) {
      account.refusedLate(refusal);
    }
    return meaning;
  }

  private boolean isToBeReset() {
    try {
      return raw.getOption(StandardSocketOptions.SO_LINGER) == 0;
    } catch (IOException isClosed) {
      return false;
    }
  }

  private final class Input extends InputStream {
    private final InputStream in;

    Input(InputStream in) {
      this.in = in;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      try {
        int count = in.read(bytes, offset, length);
        if (count < 0 && raw.isBroken()) {
          throw new SocketException("Connection reset");
        }
        if (count > 0) {
          negotiated.late().bytesArrived();
          account.read(count);
        }
        return count;
      } catch (IOException e) {
        throw meaning(e);
      }
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }

    @Override
    public void close() throws IOException {
      Connection.this.close();
    }
  }

  private final class Output extends OutputStream {
    private final OutputStream out;

    Output(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int octet) throws IOException {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
      try {
        out.write(bytes, offset, length);
        account.written(length);
      } catch (IOException e) {
        throw meaning(e);
      }
    }

    @Override
    public void close() throws IOException {
      Connection.this.close();
    }
  }
}
