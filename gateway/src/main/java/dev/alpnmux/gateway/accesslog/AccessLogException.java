package dev.alpnmux.gateway.accesslog;

import java.io.IOException;

/** The file of the access log cannot be opened; the message says why, and what to do. */
public final class AccessLogException extends IOException {
  private static final long serialVersionUID = 1L;

  AccessLogException(String message, Throwable cause) {
    super(message, cause);
  }
}
