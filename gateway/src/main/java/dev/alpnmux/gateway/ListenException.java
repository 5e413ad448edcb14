package dev.alpnmux.gateway;

import java.io.IOException;

/** A port that could not be listened on; the message says which, why, and what to do. */
public final class ListenException extends IOException {
  private static final long serialVersionUID = 1L;

  /** With the message for the user and the error of the operating system. */
  public ListenException(String message, Throwable cause) {
    super(message, cause);
  }
}
