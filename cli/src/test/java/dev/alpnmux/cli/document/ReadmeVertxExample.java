package dev.alpnmux.cli.document;

import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.Trust;
import dev.alpnmux.client.micrometer.ClientMeters;
import dev.alpnmux.client.vertx.VertxConnector;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;

/** As {@link ReadmeExample}, for Vert.x and Micrometer. */
final class ReadmeVertxExample {
  private ReadmeVertxExample() {}

  static void run(String gateway, Path authority, Vertx vertx, MeterRegistry registry)
      throws IOException {
    // begin
    AlpnmuxClient client =
        AlpnmuxClient.newBuilder()
            .gateway(gateway)
            .trust(Trust.pem(authority))
            .events(new ClientMeters(registry))
            .build();
    VertxConnector.of(vertx, client)
        .connect("echo")
        .onSuccess(echo -> echo.handler(System.out::println).write("hello"))
        .onFailure(refusal -> System.out.println(refusal.getMessage()));
    // end
  }
}
