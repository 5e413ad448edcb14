package dev.alpnmux.gateway.builtin;

import dev.alpnmux.gateway.events.Connection;
import dev.alpnmux.gateway.flow.Snapshot;
import dev.alpnmux.gateway.route.Builtin;
import java.nio.charset.StandardCharsets;

/**
 * What those built-in services say that {@link Builtin#answersAtOnce}, for the clients of one
 * configuration. Thread-safe. To judge a client certificate takes time, but nothing blocks.
 */
public final class BuiltinAnswers {
  private final OpenServices openServices;

  /**
   * @param configuration what the clients are served by
   */
  public BuiltinAnswers(Snapshot configuration) {
    openServices = new OpenServices(configuration);
  }

  /**
   * Returns the whole answer to the client of this connection, whose handshake is done. It is never
   * longer than a data path can send at once.
   */
  public byte[] of(Builtin builtin, Connection connection) {
    String answer =
        switch (builtin) {
          case DAYTIME -> DaytimeLine.now();
          case SERVICES -> ServiceListing.of(openServices.to(connection));
          case ECHO, DISCARD ->
              throw new IllegalArgumentException(builtin + " says nothing by itself");
        };
    return answer.getBytes(StandardCharsets.US_ASCII);
  }
}
