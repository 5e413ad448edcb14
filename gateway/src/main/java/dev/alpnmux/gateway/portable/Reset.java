package dev.alpnmux.gateway.portable;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/** Ends a connection by a TCP reset. */
final class Reset {
  private Reset() {}

  /** Drops what is queued, and sends RST; no close_notify, no FIN. On the event loop. */
  static void channel(Channel channel) {
    if (!channel.isOpen()) {
      return; // The peer was faster, and a closed socket takes no options.
    }
    channel.config().setOption(ChannelOption.SO_LINGER, 0);
    // Past the pipeline: its TLS would say close_notify, which is a promise of a complete answer.
    channel.unsafe().close(channel.unsafe().voidPromise());
  }
}
