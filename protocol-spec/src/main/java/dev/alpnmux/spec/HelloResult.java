package dev.alpnmux.spec;

import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/** What {@link ClientHelloReader} makes of the bytes so far: one of three outcomes. */
public sealed interface HelloResult {
  /** The whole message has arrived and every length in it is exact. */
  record Complete(ClientHello hello) implements HelloResult {}

  /** What has arrived is a proper beginning. */
  record NeedMore() implements HelloResult {}

  /**
   * No further byte can make this a hello.
   *
   * @param refusal the reason, with its alert
   * @param detail what is wrong, in words, without any byte of the client in it
   */
  record Malformed(Refusal refusal, String detail) implements HelloResult {}

  /** Returns what the function for this outcome returns. */
  default <T> T fold(
      Function<ClientHello, T> complete,
      Supplier<T> needMore,
      BiFunction<Refusal, String, T> malformed) {
    if (this instanceof Complete c) {
      return complete.apply(c.hello());
    }
    if (this instanceof Malformed m) {
      return malformed.apply(m.refusal(), m.detail());
    }
    return needMore.get();
  }
}
