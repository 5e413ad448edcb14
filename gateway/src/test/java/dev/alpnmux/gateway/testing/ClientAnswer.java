package dev.alpnmux.gateway.testing;

import dev.alpnmux.spec.AlertDescription;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocket;

/** What a client gets of a gateway, in one word. */
public final class ClientAnswer {
  private static final Pattern ALERT = Pattern.compile("Received fatal alert: ([a-z_]+)");

  private ClientAnswer() {}

  /**
   * Says one octet and waits for one. Returns {@code served}, {@code end}, {@code reset}, or the
   * number of a fatal alert.
   */
  public static String of(SSLSocket socket) {
    try {
      socket.getOutputStream().write('x');
      return socket.getInputStream().read() < 0 ? "end" : "served";
    } catch (SocketTimeoutException e) {
      throw new AssertionError("the gateway leaves the client without an answer", e);
    } catch (IOException e) {
      return of(e);
    }
  }

  private static String of(IOException failure) {
    String message = String.valueOf(failure.getMessage());
    Matcher alert = ALERT.matcher(message);
    if (alert.find()) {
      String name = alert.group(1).toUpperCase(Locale.ROOT);
      return String.valueOf(AlertDescription.valueOf(name).code());
    }
    if (message.contains("reset") || message.contains("Broken pipe")) {
      return "reset";
    }
    throw new AssertionError("neither an alert nor a reset", failure);
  }
}
