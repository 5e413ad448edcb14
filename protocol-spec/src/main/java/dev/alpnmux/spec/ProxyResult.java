package dev.alpnmux.spec;

import java.util.function.Function;
import java.util.function.Supplier;

/** What {@link ProxyHeaderReader} makes of the bytes so far: one of three outcomes. */
public sealed interface ProxyResult {
  /** The whole header has arrived. */
  record Complete(ProxyHeader header) implements ProxyResult {}

  /** What has arrived is a proper beginning. */
  record NeedMore() implements ProxyResult {}

  /**
   * No further byte can make this a PROXY header.
   *
   * @param detail what is wrong, in words, without any byte of the peer in it
   */
  record Malformed(String detail) implements ProxyResult {}

  /** Returns what the function for this outcome returns. */
  default <T> T fold(
      Function<ProxyHeader, T> complete, Supplier<T> needMore, Function<String, T> malformed) {
    if (this instanceof Complete c) {
      return complete.apply(c.header());
    }
    if (this instanceof Malformed m) {
      return malformed.apply(m.detail());
    }
    return needMore.get();
  }
}
