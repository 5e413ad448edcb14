package dev.alpnmux.cli.top;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;

/** The files that lie beside these tests. */
final class Samples {
  private Samples() {}

  static String text(String name) throws IOException {
    try (InputStream stream = Samples.class.getResourceAsStream(name)) {
      if (stream == null) {
        throw new AssertionError("there is no " + name + " beside the tests");
      }
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static Status status(String json) throws ProtocolException {
    return StatusReader.read(json);
  }
}
