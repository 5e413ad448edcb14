package dev.alpnmux.spec;

import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** What {@link TcpmuxLineReader} makes of the bytes so far: one of three outcomes. */
public sealed interface TcpmuxResult {
  /**
   * The whole line has arrived.
   *
   * @param line what stands before CR LF, one char per octet
   */
  record Complete(String line) implements TcpmuxResult {}

  /** What has arrived is a proper beginning. */
  record NeedMore() implements TcpmuxResult {}

  /**
   * No further byte can make this a line.
   *
   * @param refusal the reason
   * @param detail what is wrong, in words, without any byte of the peer in it
   */
  record Malformed(Refusal refusal, String detail) implements TcpmuxResult {}

  /** Returns what the function for this outcome returns. */
  default <T> T fold(
      Function<String, T> complete,
      Supplier<T> needMore,
      BiFunction<Refusal, String, T> malformed) {
    if (this instanceof Complete c) {
      return complete.apply(c.line());
    }
    if (this instanceof Malformed m) {
      return malformed.apply(m.refusal(), m.detail());
    }
    return needMore.get();
  }
}
