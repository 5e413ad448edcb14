package dev.alpnmux.cli.probe.wire;

import dev.alpnmux.spec.AlertDescription;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * What a server says first, and no more of it.
 *
 * @param kind what it is
 * @param octets as they came; of a ServerHello its first record at the least
 * @param hello the ServerHello, for a kind that has one
 * @param end what came behind an alert
 */
@SuppressWarnings("ArrayRecordComponent") // compared nowhere
public record Answer(Kind kind, byte[] octets, Optional<ServerHello> hello, End end) {
  /** What a server may say first. */
  public enum Kind {
    SERVER_HELLO,
    RETRY_REQUEST,
    /** A whole alert record in plaintext. */
    ALERT,
    /** The end of its stream or of the connection. */
    CLOSED,
    /** Nothing while we waited. */
    SILENCE,
    /** Octets that are none of these. */
    OTHER
  }

  /** How a connection goes on or not. */
  public enum End {
    OPEN,
    CLOSED,
    RESET
  }

  private static final int LEVEL_FATAL = 2;
  private static final int LEVEL_AT = 5;
  private static final int CODE_AT = 6;
  private static final int SHOWN_MAX = 16;

  /** Whether it accepts the hello, or asks for a second one. */
  public boolean isAccepted() {
    return kind == Kind.SERVER_HELLO || kind == Kind.RETRY_REQUEST;
  }

  /** Whether it is this alert, and a fatal one. */
  public boolean isAlert(AlertDescription alert) {
    return isAnyAlert() && octets[LEVEL_AT] == LEVEL_FATAL && code() == alert.code();
  }

  /** Whether it is an alert. */
  public boolean isAnyAlert() {
    return kind == Kind.ALERT;
  }

  /** Whether the server ended the connection without a word. */
  public boolean isClosed() {
    return kind == Kind.CLOSED;
  }

  /** Whether the server decided the same: it accepts as well, or has the same to say. */
  public boolean isLike(Answer other) {
    if (isAccepted() || isAnyAlert()) {
      return isAccepted() == other.isAccepted()
          && isAnyAlert() == other.isAnyAlert()
          && code() == other.code();
    }
    return kind == other.kind;
  }

  private int code() {
    return isAnyAlert() ? octets[CODE_AT] & 0xFF : -1;
  }

  /** Says it in a few words, such as {@code alert 120 (no_application_protocol)}. */
  @Override
  public String toString() {
    return switch (kind) {
      case SERVER_HELLO ->
          "ServerHello"
              + hello
                  .flatMap(ServerHello::protocol)
                  .map(id -> " that acknowledges " + id)
                  .orElse("");
      case RETRY_REQUEST -> "HelloRetryRequest";
      case ALERT -> alertText();
      case CLOSED -> end == End.RESET ? "reset" : "closed";
      case SILENCE -> "no answer";
      case OTHER ->
          "octets that begin with "
              + HexFormat.ofDelimiter(" ")
                  .formatHex(Arrays.copyOf(octets, Math.min(octets.length, SHOWN_MAX)));
    };
  }

  private String alertText() {
    String level = octets[LEVEL_AT] == LEVEL_FATAL ? "alert " : "warning alert ";
    return level + code() + AlertDescription.of(code()).map(alert -> " (" + alert + ")").orElse("");
  }
}
