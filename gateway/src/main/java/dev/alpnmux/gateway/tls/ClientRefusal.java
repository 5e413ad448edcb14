package dev.alpnmux.gateway.tls;

import dev.alpnmux.spec.Refusal;

/**
 * Why a client gets no service.
 *
 * @param refusal what it is counted under
 * @param detail the cause in words, for the log; of what the client has shown it holds only what an
 *     authority has vouched for
 */
public record ClientRefusal(Refusal refusal, String detail) {
  /** Returns one with no more to say than what its reason means. */
  public static ClientRefusal of(Refusal refusal) {
    return new ClientRefusal(refusal, refusal.sentence());
  }
}
