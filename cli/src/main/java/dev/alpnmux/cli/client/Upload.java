package dev.alpnmux.cli.client;

import java.io.IOException;
import java.io.InputStream;

/** Sends a stream, and then its end, to a service; to be run on a thread of its own. */
final class Upload implements Runnable {
  private final InputStream source;
  private final ServiceOutput service;

  Upload(InputStream source, ServiceOutput service) {
    this.source = source;
    this.service = service;
  }

  /** What breaks it is told to the reader, by {@link ServiceOutput#requireIntact}. */
  @Override
  public void run() {
    try {
      byte[] piece = new byte[ByteCopy.PIECE];
      for (int length = source.read(piece); length >= 0; length = source.read(piece)) {
        service.write(piece, length);
      }
      service.end();
    } catch (IOException e) {
      service.sourceBroke(e);
    }
  }
}
