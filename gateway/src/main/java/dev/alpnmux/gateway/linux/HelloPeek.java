package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.flow.FirstBytes;
import java.io.IOException;

/** Looks at the first bytes of a client, which stay held for whoever serves it. */
final class HelloPeek implements StreamSocket.Watcher {
  private final LinuxConnection connection;
  private final FirstBytes first;
  private boolean isDone;

  HelloPeek(LinuxConnection connection, FirstBytes first) {
    this.connection = connection;
    this.first = first;
  }

  @Override
  public void readable() {
    boolean goesOn = !isDone;
    while (goesOn) {
      goesOn = look();
    }
  }

  /** Returns whether to look on at once. */
  private boolean look() {
    NativeBuffer input = connection.loop().buffers().input();
    int count = read(input);
    if (count < 0) {
      isDone = true;
      connection.flow().clientLeft();
    }
    if (count <= 0) {
      return false;
    }
    isDone = first.read(input.first(count));
    int taken = first.takenBytes();
    connection.client().hold(taken, count - taken);
    if (isDone) {
      connection.firstBytesRead(first);
    }
    return !isDone;
  }

  private int read(NativeBuffer input) {
    try {
      return connection.client().socket().read(input.address(), SharedBuffers.SHORT_READ_BYTES);
    } catch (IOException e) {
      return -1;
    }
  }

  @Override
  public void writable() {}

  @Override
  public void failed(Throwable bug) {
    connection.failed(bug);
  }
}
