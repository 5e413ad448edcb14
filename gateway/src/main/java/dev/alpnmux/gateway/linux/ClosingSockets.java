package dev.alpnmux.gateway.linux;

import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;

/**
 * The sockets that end in this turn of an event loop. They are closed once its events are all told:
 * a descriptor that is closed earlier could come back as another socket, and that one would be told
 * what was meant for the first, such as that its connect has succeeded. Only for its event loop.
 */
final class ClosingSockets {
  private final EventLoop eventLoop;
  private List<StreamSocket> sockets = new ArrayList<>();

  ClosingSockets(EventLoop eventLoop) {
    this.eventLoop = eventLoop;
  }

  void add(StreamSocket socket) {
    sockets.add(socket);
    if (sockets.size() == 1) {
      try {
        eventLoop.execute(this::closeAll);
      } catch (RejectedExecutionException e) {
        // The event loop has told its last event.
        closeAll();
      }
    }
  }

  private void closeAll() {
    List<StreamSocket> closing = sockets;
    sockets = new ArrayList<>();
    closing.forEach(StreamSocket::closeDescriptor);
  }
}
