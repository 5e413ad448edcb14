package dev.alpnmux.gateway.linux;

import java.io.IOException;

/**
 * Watches a client while its upstream is connected. What it sends waits in the kernel; but when it
 * leaves, the connect is for nobody.
 */
final class WaitingClient implements StreamSocket.Watcher {
  private final LinuxConnection connection;

  WaitingClient(LinuxConnection connection) {
    this.connection = connection;
  }

  @Override
  public void readable() {
    if (connection.client().socket().endMayBeNear() && hasLeft()) {
      connection.flow().clientLeft();
    }
  }

  /** Who has no handshake to come may end its stream and wait for the response. */
  private boolean hasLeft() {
    Endpoint client = connection.client();
    if (connection.flow().mayEndEarly()) {
      return client.socket().isBroken();
    }
    try {
      return hasEnded(client) || client.socket().endMayBeNear() && hasEnded(client);
    } catch (IOException e) {
      return true;
    }
  }

  /** Only the end says that nobody waits; bytes before it are kept. */
  private boolean hasEnded(Endpoint client) throws IOException {
    NativeBuffer input = connection.loop().buffers().input();
    int count = client.socket().read(input.address(), SharedBuffers.SHORT_READ_BYTES);
    if (count > 0) {
      client.hold(0, count);
    }
    return count < 0;
  }

  @Override
  public void writable() {
    try {
      connection.client().flush();
    } catch (IOException e) {
      connection.flow().clientLeft();
    }
  }

  @Override
  public void failed(Throwable bug) {
    connection.failed(bug);
  }
}
