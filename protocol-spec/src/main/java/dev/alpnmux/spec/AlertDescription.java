package dev.alpnmux.spec;

import java.util.Locale;
import java.util.Optional;

/** The TLS alerts that decide something here (RFC 8446 §6, RFC 7301 §3.2, RFC 6066 §3). */
public enum AlertDescription {
  CLOSE_NOTIFY(0),
  UNEXPECTED_MESSAGE(10),
  HANDSHAKE_FAILURE(40),
  BAD_CERTIFICATE(42),
  UNSUPPORTED_CERTIFICATE(43),
  CERTIFICATE_REVOKED(44),
  CERTIFICATE_EXPIRED(45),
  CERTIFICATE_UNKNOWN(46),
  ILLEGAL_PARAMETER(47),
  UNKNOWN_CA(48),
  ACCESS_DENIED(49),
  DECODE_ERROR(50),
  DECRYPT_ERROR(51),
  PROTOCOL_VERSION(70),
  INSUFFICIENT_SECURITY(71),
  INTERNAL_ERROR(80),
  INAPPROPRIATE_FALLBACK(86),
  USER_CANCELED(90),
  MISSING_EXTENSION(109),
  UNSUPPORTED_EXTENSION(110),
  UNRECOGNIZED_NAME(112),
  BAD_CERTIFICATE_STATUS_RESPONSE(113),
  UNKNOWN_PSK_IDENTITY(115),
  CERTIFICATE_REQUIRED(116),
  NO_APPLICATION_PROTOCOL(120);

  private static final int LEVEL_FATAL = 2;

  private final int code;

  AlertDescription(int code) {
    this.code = code;
  }

  /** The number on the wire. */
  public int code() {
    return code;
  }

  /** Returns the alert with this number on the wire, or nothing when it decides nothing here. */
  public static Optional<AlertDescription> of(int code) {
    for (AlertDescription alert : values()) {
      if (alert.code == code) {
        return Optional.of(alert);
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the whole plaintext record that carries this alert as fatal, the way a server sends it
   * before its ServerHello in TLS 1.2 and 1.3 alike (RFC 8446 §5.1, §6); the caller owns the array.
   */
  public byte[] record() {
    return new byte[] {0x15, 0x03, 0x03, 0x00, 0x02, LEVEL_FATAL, (byte) code};
  }

  /** Returns the name as the RFCs write it, such as {@code no_application_protocol}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
