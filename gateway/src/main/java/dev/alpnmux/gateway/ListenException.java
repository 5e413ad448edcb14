package dev.alpnmux.gateway;

import dev.alpnmux.gateway.wire.FailureText;
import java.io.IOException;

/** An address that could not be listened on; the message says which, why, and what to do. */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1L;

  private ListenException(String message, Throwable cause) {
    super(message, cause);
  }

  /**
   * @param what the part of the configuration, such as {@code listener "public"}
   * @param address as the configuration writes it
   * @param cause the error of the operating system
   */
  static ListenException of(String what, Object address, Throwable cause) {
    return of(what, address, cause, remedy(FailureText.of(cause)));
  }

  /**
   * @param remedy what to do, where that is known better than by the error
   */
  static ListenException of(String what, Object address, Throwable cause, String remedy) {
    String reason = FailureText.of(cause);
    return new ListenException(
        what + ": cannot listen on " + address + ": " + reason + "; " + remedy, cause);
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
