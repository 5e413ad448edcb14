package dev.alpnmux.gateway.tls;

import dev.alpnmux.spec.ApplicationProtocol;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * ALPN ids as tcnative's interface carries them: as text, of which it takes ASCII only. It would
 * offer a question mark for anything else.
 */
public final class OpenSslText {
  private static final int ASCII_MAX = 0x7F;

  private OpenSslText() {}

  /** Whether the interface can carry the octets of this id. */
  public static boolean canExpress(ApplicationProtocol protocol) {
    return protocol.octets().chars().allMatch(octet -> octet <= ASCII_MAX);
  }

  /** Returns an id that {@link #canExpress can be expressed} as text. */
  public static String of(ApplicationProtocol protocol) {
    return protocol.octets();
  }

  /** Returns the id that came as {@code text}; none when there is no text. */
  public static Optional<ApplicationProtocol> protocol(@Nullable String text) {
    return Optional.ofNullable(text).filter(t -> !t.isEmpty()).map(ApplicationProtocol::new);
  }
}
