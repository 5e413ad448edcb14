package dev.alpnmux.gateway;

import dev.alpnmux.gateway.config.SocketBinding;
import dev.alpnmux.gateway.wire.FailureText;
import java.io.IOException;

/** A port that could not be listened on; the message says which, why, and what to do. */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1L;

  private ListenException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * @param what the part of the configuration, such as {@code listener "public"}
   * @param cause the error of the operating system
   */
  static ListenException of(String what, SocketBinding address, Throwable cause) {
    String reason = FailureText.of(cause);
    return new ListenException(
        what + ": cannot listen on " + address + ": " + reason + "; " + remedy(reason), cause);
  }

  private static String remedy(String reason) {
    if (reason.contains("in use")) {
      return "stop the program that has the port, or configure another one (0 takes a free one)";
    }
    if (reason.contains("ermission")) {
      return "ports below 1024 need the capability CAP_NET_BIND_SERVICE, or configure a higher one";
    }
    return "configure an address of this machine";
  }
}
