package dev.alpnmux.gateway.linux;

import io.netty.channel.epoll.Native;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * A pipe of the kernel. Bytes that go through it from one socket to another are not copied: their
 * pages change hands, by splice(2). Only for its event loop.
 */
final class Pipe {
  /**
   * What a pipe takes at most: 16 pages, the default of Linux, which Netty has no call to change.
   */
  static final int BYTES = 64 * 1024;

  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");
  private static final int NO_OFFSET = -1;

  private final SharedPipes owner;
  private final FileDescriptor output;
  private final FileDescriptor input;
  private int held;

  /** Opens one; only for its owner, who closes it, too. */
  Pipe(SharedPipes owner) throws IOException {
    this.owner = owner;
    FileDescriptor[] ends = FileDescriptor.pipe();
    output = ends[0];
    input = ends[1];
  }

  /**
   * Tries to fill this pipe from an empty one.
   *
   * @throws IOException if this system does not let that happen
   */
  void prove() throws IOException {
    Pipe empty = new Pipe(owner);
    try {
      fill(empty.output);
    } finally {
      empty.close();
    }
  }

  /**
   * Takes what the socket has and there is room for, into the empty pipe. Fewer bytes than {@link
   * #BYTES} say nothing of what is left: each piece takes up a page, however short it is.
   *
   * @return how many; 0 when there are none now, and at the end of the stream, too
   * @throws IOException if the connection is broken
   */
  int fill(FileDescriptor from) throws IOException {
    held = Native.splice(from.intValue(), NO_OFFSET, input.intValue(), NO_OFFSET, BYTES);
    return held;
  }

  /**
   * Sends what there is room for. Bytes that are left mean that an event tells of more room.
   *
   * @throws IOException if the connection is broken
   */
  void drain(FileDescriptor to) throws IOException {
    held -= Native.splice(output.intValue(), NO_OFFSET, to.intValue(), NO_OFFSET, held);
  }

  /** How many bytes are in it. */
  int held() {
    return held;
  }

  boolean isOpen() {
    return output.isOpen();
  }

  /** Ends the lending of this pipe, whatever is in it. */
  void giveBack() {
    owner.giveBack(this);
  }

  /** Closes both ends; what is in it is lost. */
  void close() {
    close(input);
    close(output);
  }

  private static void close(FileDescriptor end) {
    try {
      end.close();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the end of a pipe is closed all the same", e);
    }
  }
}
