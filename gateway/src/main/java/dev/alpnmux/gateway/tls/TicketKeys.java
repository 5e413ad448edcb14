package dev.alpnmux.gateway.tls;

import dev.alpnmux.gateway.tls.MasterSecrets.Generation;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * The keys of session tickets, for each policy its own: a ticket of one service cannot be opened
 * with the keys of another. Thread-safe; no method blocks.
 *
 * <p>Who has given keys to a context remembers the {@link #generation} that it read <em>before</em>
 * them, and does so again, before a handshake, when that has changed.
 */
public final class TicketKeys {
  private static final byte[] LABEL =
      "alpnmux session ticket 1".getBytes(StandardCharsets.US_ASCII);

  private final MasterSecrets secrets;

  /** Derives from these secrets; who refreshes them changes the keys. */
  public TicketKeys(MasterSecrets secrets) {
    this.secrets = secrets;
  }

  /** Returns a number that changes whenever the keys do. */
  public long generation() {
    return secrets.generation().number();
  }

  /**
   * Returns the keys of a policy, one or two: with the first one new tickets are made, with all of
   * them tickets are opened.
   */
  public List<TicketKey> of(PolicyDigest policy) {
    Generation now = secrets.generation();
    return now.secrets().stream().map(secret -> derive(secret, policy)).toList();
  }

  private static TicketKey derive(MasterSecret secret, PolicyDigest policy) {
    byte[] digest = policy.octets();
    byte[] info = Arrays.copyOf(LABEL, LABEL.length + digest.length);
    System.arraycopy(digest, 0, info, LABEL.length, digest.length);
    int part = TicketKey.PART_BYTES;
    byte[] derived = Hkdf.expand(Hkdf.extract(new byte[0], secret.octets()), info, 3 * part);
    return new TicketKey(
        Arrays.copyOfRange(derived, 0, part),
        Arrays.copyOfRange(derived, part, 2 * part),
        Arrays.copyOfRange(derived, 2 * part, 3 * part));
  }
}
