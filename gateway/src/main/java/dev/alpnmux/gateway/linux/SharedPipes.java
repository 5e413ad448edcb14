package dev.alpnmux.gateway.linux;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The pipes that bulk transfers of one event loop go through. Each is empty between two turns,
 * unless a peer has not taken everything: then it stays with that connection until it has. None is
 * opened before there is bulk. Only for its event loop.
 */
final class SharedPipes {
  /** So many there are at most, of two descriptors each; further transfers are copied. */
  static final int LENT_MAX = 16;

  static final int SPARE_MAX = 4;

  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  private final Deque<Pipe> spare = new ArrayDeque<>();
  private int lent;
  private long lentEver;
  private boolean isProved;
  private boolean isImpossible;

  /**
   * Lends an empty pipe, until {@link Pipe#giveBack}; null when enough are lent, or none can be
   * had.
   */
  @Nullable Pipe lend() {
    if (lent == LENT_MAX || isImpossible) {
      return null;
    }
    Pipe pipe = spare.isEmpty() ? open() : spare.pop();
    if (pipe != null) {
      lent++;
      lentEver++;
    }
    return pipe;
  }

  /** The first one comes with a trial: a filter of system calls may forbid splice(2). */
  private @Nullable Pipe open() {
    Pipe pipe = null;
    try {
      pipe = new Pipe(this);
      if (!isProved) {
        pipe.prove();
        isProved = true;
      }
      return pipe;
    } catch (IOException e) {
      LOG.log(Level.INFO, "bulk is copied, which takes more CPU time: no splice(2) here", e);
      isImpossible = true;
      if (pipe != null) {
        pipe.close();
      }
      return null;
    }
  }

  /** Only for {@link Pipe}. One that still holds bytes must never reach another connection. */
  void giveBack(Pipe pipe) {
    lent--;
    if (pipe.held() == 0 && spare.size() < SPARE_MAX) {
      spare.push(pipe);
    } else {
      pipe.close();
    }
  }

  /** The pipes that connections hold now. */
  int lent() {
    return lent;
  }

  /** How often a pipe was lent. */
  long lentEver() {
    return lentEver;
  }

  /** Closes all, once no connection is left. */
  void free() {
    spare.forEach(Pipe::close);
    spare.clear();
  }
}
