package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.testing.RunningGateway;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/** One event loop on epoll, with what its connections share. A test works on it from outside. */
@SuppressWarnings("try") // close() waits for the thread
final class LoopThread implements AutoCloseable {
  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
  private final LinuxLoop loop = new LinuxLoop(group.next());

  LinuxLoop loop() {
    return loop;
  }

  /** Runs on the loop's thread, and waits for the answer. */
  <T> T on(Callable<T> task) throws Exception {
    return loop.eventLoop()
        .submit(task)
        .get(RunningGateway.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs on the loop's thread until it answers yes. */
  void until(String what, Callable<Boolean> condition) throws Exception {
    RunningGateway.awaitUntil(what, () -> on(condition));
  }

  /** Two connected sockets: one for the loop, one for the test. */
  record Pair(FileDescriptor ours, Socket peer) {
    static Pair open() throws IOException {
      try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return connect(server);
      }
    }

    private static Pair connect(ServerSocket server) throws IOException {
      LinuxSocket ours = LinuxSocket.newSocketStream();
      ours.connect(server.getLocalSocketAddress());
      Socket peer = server.accept();
      peer.setSoTimeout((int) RunningGateway.PATIENCE.toMillis());
      peer.setTcpNoDelay(true);
      ours.finishConnect();
      return new Pair(ours, peer);
    }
  }

  @Override
  public void close() {
    long patience = RunningGateway.PATIENCE.toMillis();
    loop.eventLoop().submit(loop.buffers()::free).awaitUninterruptibly(patience);
    loop.eventLoop().submit(loop.pipes()::free).awaitUninterruptibly(patience);
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(patience);
  }
}
