package dev.alpnmux.gateway;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The versions of what runs here, as the build has written them down: jars may be merged. */
final class GatewayVersion {
  private GatewayVersion() {}

  /** Returns that of this gateway. */
  static String text() {
    return read(GatewayVersion.class, "/dev/alpnmux/gateway/version.txt");
  }

  /** Returns that of Vert.x. */
  static String vertx() {
    return read(Vertx.class, "/META-INF/vertx/vertx-version.txt");
  }

  private static String read(Class<?> neighbour, String resource) {
    try (InputStream text = neighbour.getResourceAsStream(resource)) {
      return text == null
          ? "unknown"
          : new String(text.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }
}
