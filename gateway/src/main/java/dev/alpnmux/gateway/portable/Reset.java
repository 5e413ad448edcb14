package dev.alpnmux.gateway.portable;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelOption;
import java.lang.System.Logger.Level;

/** Ends a connection by a TCP reset. */
final class Reset {
  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  private Reset() {}

  /**
   * Drops what is queued, and sends RST; no close_notify, no FIN. No effect on a closed channel. A
   * unix socket knows no reset: its peer sees an end of stream. On the event loop.
   */
  static void channel(Channel channel) {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.config().setOption(ChannelOption.SO_LINGER, 0);
    } catch (ChannelException e) {
      // Some systems refuse options of a socket that its peer has reset: then a close is no end.
      LOG.log(Level.DEBUG, "a socket that is reset already takes no option", e);
    }
    // Past the pipeline: its TLS would say close_notify, which is a promise of a complete answer.
    channel.unsafe().close(channel.unsafe().voidPromise());
  }
}
