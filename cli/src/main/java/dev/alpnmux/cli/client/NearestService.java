package dev.alpnmux.cli.client;

import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.spec.Spelling;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which service was meant, out of those that the gateway lets this very client see. */
final class NearestService {
  private NearestService() {}

  /**
   * Asks the gateway for its list, and returns the way out that it shows; nothing if it keeps none.
   *
   * @param left how much time there is for that
   */
  static @Nullable String hint(
      NoSuchServiceException refusal, AlpnmuxClient client, Duration left) {
    // Without an alert it is a TCPMUX server, which has no such list.
    if (refusal.alert().isEmpty() || left.isZero() || left.isNegative()) {
      return null;
    }
    try {
      return among(client.toBuilder().connectTimeout(left).build().services().services(), refusal);
    } catch (IOException e) {
      // The refusal is what the user is told. That there is no list for him adds nothing to it.
      return null;
    }
  }

  private static String among(List<String> services, NoSuchServiceException refusal) {
    return Spelling.nearest(refusal.service(), services)
        .filter(service -> !service.equals(refusal.service()))
        .map(service -> "did you mean \"" + service + "\"?")
        .orElse("'alpnmux services' lists what you may open here");
  }
}
