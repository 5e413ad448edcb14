package dev.alpnmux.client;

import dev.alpnmux.spec.AlertDescription;
import java.io.IOException;
import java.io.Serializable;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Why a service could not be reached. The kind says who has to act; the message alone says what,
 * where, why and what to do, in one line, because some drivers keep nothing else of a cause.
 *
 * <p>Kinds are told apart by the alert byte on the wire, never by the text of an exception.
 */
public abstract sealed class AlpnmuxException extends IOException
    permits NoSuchServiceException,
        ServerNameRefusedException,
        ClientCertificateException,
        UpstreamUnavailableException,
        ServiceNotAcknowledgedException,
        GatewayIdentityException,
        GatewayUnavailableException,
        ConnectTimeoutException {
  private static final long serialVersionUID = 1L;
  private static final int NO_ALERT = -1;

  /** How far the connection had come. */
  public enum Phase {
    /** Looking up the gateway's name. */
    DNS,
    /** Connecting to an address of the gateway. */
    TCP,
    /** In the TLS handshake. */
    TLS,
    /** In the lines that come before the service, where the gateway is a TCPMUX server. */
    TCPMUX,
    /** After the handshake: a late refusal (TLS 1.3 refuses a client certificate only then). */
    OPEN
  }

  /**
   * One try.
   *
   * @param gateway the gateway as it was configured
   * @param address the address that was tried, or the gateway's when its name was not resolved
   * @param phase how far it came
   * @param reason what went wrong, in words
   */
  public record Attempt(GatewayAddress gateway, String address, Phase phase, String reason)
      implements Serializable {}

  private final String service;
  private final GatewayAddress gateway;
  private final int alert;
  private final Phase phase;
  private final String reason;
  private List<Attempt> attempts = List.of();

  AlpnmuxException(Failure failure, String message, @Nullable Throwable cause) {
    super(message, cause);
    service = failure.service();
    gateway = failure.gateway();
    alert = failure.alert().orElse(NO_ALERT);
    phase = failure.phase();
    reason = failure.reason();
  }

  /**
   * What all kinds of exceptions are made of.
   *
   * @param service the ids asked for, written
   * @param reason what went wrong, in words, without naming service and gateway
   */
  record Failure(
      String service, GatewayAddress gateway, OptionalInt alert, Phase phase, String reason) {
    /** Returns the alert in brackets with a space before, or nothing. */
    String alertNote() {
      return alert.isPresent() ? " (" + alertText(alert.getAsInt()) + ')' : "";
    }

    String quotedService() {
      return '"' + service + '"';
    }
  }

  static String alertText(int code) {
    return "alert " + code + AlertDescription.of(code).map(name -> ", " + name).orElse("");
  }

  /** {@return the asked id in its written form; of several ids all, separated by commas} */
  public final String service() {
    return service;
  }

  /** {@return the gateway that gave the answer, or that was tried last} */
  public final GatewayAddress gateway() {
    return gateway;
  }

  /**
   * {@return the number of the fatal alert that the gateway sent, or nothing when it sent none} A
   * late alert ({@link Phase#OPEN}) is encrypted; its number is known only if the JDK names it.
   */
  public final OptionalInt alert() {
    return alert == NO_ALERT ? OptionalInt.empty() : OptionalInt.of(alert);
  }

  /** {@return how far the connection had come} */
  public final Phase phase() {
    return phase;
  }

  /**
   * Whether the same call may succeed later, or at another gateway, with nothing changed here. It
   * is an answer, not an outage, when false.
   *
   * @return true for an outage, false for an answer
   */
  public abstract boolean retryable();

  /** {@return every try of the failed call in order, the one that decided last; immutable} */
  public final List<Attempt> attempts() {
    return attempts;
  }

  /** Whether it tells something about the gateway, rather than about the service or the client. */
  boolean isOutageOfGateway() {
    return retryable() && !(this instanceof UpstreamUnavailableException);
  }

  Attempt attempt(String address) {
    return new Attempt(gateway, address, phase, reason);
  }

  /** Completes this exception before it is thrown to the user. */
  AlpnmuxException with(List<Attempt> tries) {
    attempts = List.copyOf(tries);
    return this;
  }
}
