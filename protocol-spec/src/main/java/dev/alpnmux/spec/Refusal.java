package dev.alpnmux.spec;

import static dev.alpnmux.spec.AlertDescription.DECODE_ERROR;
import static dev.alpnmux.spec.AlertDescription.ILLEGAL_PARAMETER;
import static dev.alpnmux.spec.AlertDescription.INTERNAL_ERROR;
import static dev.alpnmux.spec.AlertDescription.MISSING_EXTENSION;
import static dev.alpnmux.spec.AlertDescription.NO_APPLICATION_PROTOCOL;
import static dev.alpnmux.spec.AlertDescription.PROTOCOL_VERSION;
import static dev.alpnmux.spec.AlertDescription.UNRECOGNIZED_NAME;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection was refused: the one table from reason to alert to sentence. {@link #toString}
 * is the metric label, the log field and the expectation of a test vector.
 */
public enum Refusal {
  NOT_TLS(null, "the first bytes are not a TLS record"),
  HELLO_TIMEOUT(null, "the ClientHello was not complete in time"),
  HELLO_TOO_LARGE(DECODE_ERROR, "the ClientHello is larger than allowed"),
  MALFORMED_HELLO(DECODE_ERROR, "the ClientHello is malformed"),
  DUPLICATE_EXTENSION(ILLEGAL_PARAMETER, "an extension stands twice in the ClientHello"),
  TLS_VERSION(PROTOCOL_VERSION, "neither TLS 1.2 nor TLS 1.3 was offered"),
  NO_SERVER_NAME(MISSING_EXTENSION, "no server name was sent, and this listener requires one"),
  UNKNOWN_SERVER_NAME(UNRECOGNIZED_NAME, "the server name is not known here"),
  NO_PROTOCOL(NO_APPLICATION_PROTOCOL, "no ALPN id was offered, so no service was named"),
  UNKNOWN_SERVICE(NO_APPLICATION_PROTOCOL, "no offered ALPN id is a service here"),
  SERVICE_ELSEWHERE(
      NO_APPLICATION_PROTOCOL, "the service exists, but not under the server name that was sent"),
  ACME_NOT_ALONE(NO_APPLICATION_PROTOCOL, "acme-tls/1 must be the only ALPN id offered"),
  AMBIGUOUS_OFFER(
      NO_APPLICATION_PROTOCOL,
      "the offer names a second service, which a passthrough upstream could choose instead"),
  UPSTREAM_UNAVAILABLE(INTERNAL_ERROR, "no upstream of the service could be reached"),
  LIMIT(INTERNAL_ERROR, "a limit is reached"),
  DRAINING(null, "the gateway is draining"),
  ADDRESS_DENIED(NO_APPLICATION_PROTOCOL, "the client's address is not allowed"),
  PROXY_HEADER(null, "the PROXY header is missing, malformed, or from an untrusted source"),
  RETRY_MISMATCH(
      ILLEGAL_PARAMETER, "the second ClientHello names another service or server than the first"),
  NEGOTIATED_MISMATCH(null, "the handshake negotiated another service than the ClientHello named"),
  HANDSHAKE_FAILED(null, "the TLS handshake failed"),
  CLIENT_CERTIFICATE_MISSING(null, "the service requires a client certificate"),
  CLIENT_CERTIFICATE_UNTRUSTED(null, "the client certificate is not from a trusted authority"),
  CLIENT_CERTIFICATE_EXPIRED(null, "the client certificate is expired or not yet valid"),
  CLIENT_CERTIFICATE_REVOKED(null, "the client certificate is revoked"),
  CLIENT_CERTIFICATE_NOT_ALLOWED(null, "the client certificate is not on the service's allow list");

  private final @Nullable AlertDescription alert;
  private final String sentence;

  Refusal(@Nullable AlertDescription alert, String sentence) {
    this.alert = alert;
    this.sentence = sentence;
  }

  /**
   * Returns the alert that the gateway itself sends for this reason in plaintext before any
   * ServerHello, or nothing when it closes without one: the bytes were no TLS, the client gave none
   * in time, or the TLS engine has already spoken. {@link #LIMIT} and {@link #ADDRESS_DENIED} have
   * the alert of a service here; the same of a listener closes, before a hello is looked at.
   */
  public Optional<AlertDescription> alert() {
    return Optional.ofNullable(alert);
  }

  /**
   * Returns the alert for the sender of {@code hello}: as {@link #alert()}, but a client that
   * offers no TLS 1.3 does not know {@code missing_extension} and gets {@code unrecognized_name}.
   */
  public Optional<AlertDescription> alertFor(ClientHello hello) {
    return alert == MISSING_EXTENSION && !hello.offersTls13()
        ? Optional.of(UNRECOGNIZED_NAME)
        : alert();
  }

  /** The reason in words, for people. */
  public String sentence() {
    return sentence;
  }

  /** Returns the reason as metrics, logs and vectors write it, such as {@code unknown_service}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
