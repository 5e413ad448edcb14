package dev.alpnmux.cli.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Moves the bytes of one direction. */
final class ByteCopy {
  /** One TLS record (RFC 8446 §5.1): larger pieces would be cut anyway. */
  static final int PIECE = 16 * 1024;

  private ByteCopy() {}

  /** Copies until the end of the stream; every piece goes on as soon as it is there. */
  static void copy(InputStream from, OutputStream to) throws IOException {
    byte[] piece = new byte[PIECE];
    for (int length = from.read(piece); length >= 0; length = from.read(piece)) {
      to.write(piece, 0, length);
      to.flush();
    }
  }
}
