package dev.alpnmux.gateway.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where the secrets of session tickets are kept.
 *
 * @param file the file, which gateways may share; nothing means in memory
 * @param rotation how old a secret gets before another one takes its place; its tickets are then
 *     accepted for as long again
 */
public record TicketKeysConfig(Optional<Path> file, Duration rotation) {
  /** In memory, and a new secret every twelve hours. */
  public static final TicketKeysConfig DEFAULT =
      new TicketKeysConfig(Optional.empty(), Duration.ofHours(12));
}
