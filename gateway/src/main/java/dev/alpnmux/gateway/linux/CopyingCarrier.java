package dev.alpnmux.gateway.linux;

import java.io.IOException;

/**
 * Carries bytes through the shared buffers of the event loop.
 *
 * @param source where they are read
 * @param sink where they go
 */
record CopyingCarrier(Endpoint source, ByteSink sink) implements Carrier {
  @Override
  public void turnBegins() {}

  @Override
  public int read(int countMax) throws IOException {
    return source.read(countMax);
  }

  @Override
  public void write(int count) throws IOException {
    sink.write(source.received(), count);
  }
}
