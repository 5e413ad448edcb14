package dev.alpnmux.cli.document;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.client.ServiceSocket;
import dev.alpnmux.client.Trust;
import java.io.IOException;
import java.nio.file.Path;

/**
 * The Java of the README, between the two marks, as it is compiled and run. The README has the
 * usual address in the place of {@code gateway}.
 */
final class ReadmeExample {
  private ReadmeExample() {}

  static void run(String gateway, Path authority) throws IOException {
    // begin
    AlpnmuxClient client =
        AlpnmuxClient.newBuilder().gateway(gateway).trust(Trust.pem(authority)).build();
    try (ServiceSocket echo = client.connect("echo")) {
      echo.getOutputStream().write("hello".getBytes(UTF_8));
      echo.shutdownOutput();
      System.out.println(new String(echo.getInputStream().readAllBytes(), UTF_8));
    } catch (NoSuchServiceException e) {
      System.out.println(e.getMessage());
    }
    // end
  }
}
