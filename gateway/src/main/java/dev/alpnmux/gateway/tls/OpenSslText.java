package dev.alpnmux.gateway.tls;

import dev.alpnmux.spec.ApplicationProtocol;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * ALPN ids as tcnative's interface carries them: as modified UTF-8, so without NUL, and nothing
 * that is not UTF-8.
 */
public final class OpenSslText {
  private OpenSslText() {}

  /** Whether the interface can carry the octets of this id. */
  public static boolean canExpress(ApplicationProtocol protocol) {
    String text = of(protocol);
    return Arrays.equals(text.getBytes(StandardCharsets.UTF_8), protocol.bytes())
        && text.chars().noneMatch(c -> c == 0 || Character.isSurrogate((char) c));
  }

  /** Returns an id that {@link #canExpress can be expressed} as text. */
  public static String of(ApplicationProtocol protocol) {
    return new String(protocol.bytes(), StandardCharsets.UTF_8);
  }

  /** Returns the id that came as {@code text}; none when there is no text. */
  public static Optional<ApplicationProtocol> protocol(@Nullable String text) {
    return Optional.ofNullable(text)
        .filter(t -> !t.isEmpty())
        .map(t -> ApplicationProtocol.of(t.getBytes(StandardCharsets.UTF_8)));
  }
}
