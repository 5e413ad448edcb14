package dev.alpnmux.gateway.portable;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import java.util.List;
import java.util.function.Function;

/** Puts handlers into a channel before its first event. */
final class PipelineFiller extends ChannelInitializer<Channel> {
  private final Function<Channel, List<ChannelHandler>> handlers;

  PipelineFiller(Function<Channel, List<ChannelHandler>> handlers) {
    this.handlers = handlers;
  }

  @Override
  protected void initChannel(Channel channel) {
    channel.pipeline().addLast(handlers.apply(channel).toArray(ChannelHandler[]::new));
  }
}
