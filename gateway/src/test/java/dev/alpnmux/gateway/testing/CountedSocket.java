package dev.alpnmux.gateway.testing;

import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;

/** A socket that counts its bytes: what is on the wire, below any TLS. Only for one thread. */
public final class CountedSocket extends Socket {
  private long sent;
  private long received;

  /** The bytes written so far. */
  public long sent() {
    return sent;
  }

  /** The bytes read so far. */
  public long received() {
    return received;
  }

  @Override
  public OutputStream getOutputStream() throws IOException {
    return new FilterOutputStream(super.getOutputStream()) {
      @Override
      public void write(int octet) throws IOException {
        out.write(octet);
        sent++;
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        out.write(bytes, offset, length);
        sent += length;
      }
    };
  }

  @Override
  public InputStream getInputStream() throws IOException {
    return new FilterInputStream(super.getInputStream()) {
      @Override
      public int read() throws IOException {
        int octet = in.read();
        received += octet < 0 ? 0 : 1;
        return octet;
      }

      @Override
      public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        received += Math.max(0, count);
        return count;
      }
    };
  }
}
