package dev.alpnmux.gateway.linux;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.flow.ConnectionFlow;
import dev.alpnmux.gateway.wire.Accepted;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.LinuxSocket;
import io.netty.channel.unix.FileDescriptor;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.internal.ContextInternal;
import java.net.InetSocketAddress;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One listener on one event loop. Deploy one instance for each event loop. */
final class LinuxListener extends VerticleBase {
  private final String name;
  private final LinuxSocket socket;
  private final Function<IoEventLoop, LinuxLoop> loops;
  private final Supplier<LinuxSnapshot> snapshot;
  private final ConnectionFlow.Surroundings surroundings;
  private @Nullable ListeningSocket listening;

  /**
   * @param name the listener's name in metrics and logs
   * @param socket bound and listening; closed by this instance
   * @param loops what the connections of an event loop share
   * @param snapshot what a connection that comes now is served by
   * @param surroundings what the connections of this instance share
   */
  LinuxListener(
      String name,
      LinuxSocket socket,
      Function<IoEventLoop, LinuxLoop> loops,
      Supplier<LinuxSnapshot> snapshot,
      ConnectionFlow.Surroundings surroundings) {
    this.name = name;
    this.socket = socket;
    this.loops = loops;
    this.snapshot = snapshot;
    this.surroundings = surroundings;
  }

  @Override
  public Future<?> start() {
    IoEventLoop eventLoop = (IoEventLoop) ((ContextInternal) context).nettyEventLoop();
    LinuxLoop loop = loops.apply(eventLoop);
    listening =
        new ListeningSocket(
            socket, eventLoop, (connection, client) -> accepted(loop, connection, client));
    listening.open();
    return Future.succeededFuture();
  }

  private void accepted(LinuxLoop loop, FileDescriptor socket, InetSocketAddress client) {
    Connection connection = Accepted.connection(name, client);
    new LinuxConnection(loop, socket, connection, snapshot.get(), surroundings).begin();
  }

  /** Stops accepting. */
  @Override
  public Future<?> stop() {
    if (listening != null) {
      listening.close();
    }
    return Future.succeededFuture();
  }
}
