package dev.alpnmux.gateway.linux;

import io.netty.channel.IoEventLoop;

/**
 * What all connections of one event loop share. Only for its thread.
 *
 * @param eventLoop the event loop, one of Vert.x's
 * @param buffers where their bytes go through
 * @param pipes where bulk goes through that needs no look
 * @param deadlines their timeouts
 * @param closing their sockets that end in this turn
 */
record LinuxLoop(
    IoEventLoop eventLoop,
    SharedBuffers buffers,
    SharedPipes pipes,
    Deadlines deadlines,
    ClosingSockets closing) {
  LinuxLoop(IoEventLoop eventLoop) {
    this(
        eventLoop,
        new SharedBuffers(),
        new SharedPipes(),
        new Deadlines(eventLoop),
        new ClosingSockets(eventLoop));
  }
}
