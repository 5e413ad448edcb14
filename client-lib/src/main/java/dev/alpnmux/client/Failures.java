package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Failure;
import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.spec.AlertDescription;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.net.UnknownHostException;
import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what went wrong with one gateway: the one table from an alert to an exception. */
final class Failures {
  private static final String UNEXPLAINED = "it ended the handshake";

  private final String service;
  private final GatewayAddress gateway;

  Failures(List<ApplicationProtocol> asked, GatewayAddress gateway) {
    this.service = written(asked);
    this.gateway = gateway;
  }

  /** Returns the ids as a user reads them. */
  static String written(List<ApplicationProtocol> asked) {
    return asked.stream().map(ApplicationProtocol::toString).collect(Collectors.joining(", "));
  }

  AlpnmuxException lookup(UnknownHostException cause) {
    return unavailable(Phase.DNS, "its name cannot be looked up", cause);
  }

  /** Returns that the records which lead to gateways lead to none. */
  AlpnmuxException discovery(UnknownHostException cause) {
    return unavailable(Phase.DNS, text(cause), cause);
  }

  AlpnmuxException io(Phase phase, IOException cause) {
    return unavailable(phase, text(cause), cause);
  }

  /** Returns what a failure means that comes from a library with its own connections. */
  AlpnmuxException foreign(Phase phase, Throwable failure) {
    Optional<AlpnmuxException> known = inCauses(AlpnmuxException.class, failure);
    if (known.isPresent()) {
      return known.get();
    }
    Optional<UnknownHostException> unknownHost = inCauses(UnknownHostException.class, failure);
    if (unknownHost.isPresent()) {
      return lookup(unknownHost.get());
    }
    if (inCauses(ClosedChannelException.class, failure).isPresent()) {
      return unavailable(phase, "it closed the connection", failure);
    }
    return unavailable(phase, text(root(failure)), failure);
  }

  AlpnmuxException timeout(Phase phase, Deadline deadline, @Nullable Throwable cause) {
    String reason = "not done within " + deadline.allowed().toMillis() + " ms, in phase " + phase;
    return new ConnectTimeoutException(failure(OptionalInt.empty(), phase, reason), cause);
  }

  /** The phase that follows the TCP connect. */
  static Phase negotiation(GatewayAddress gateway) {
    return gateway.isTcpmux() ? Phase.TCPMUX : Phase.TLS;
  }

  /**
   * Returns what a negative answer of a TCPMUX server means: there are no kinds of it, only words.
   *
   * @param words what it says, in printable ASCII
   */
  AlpnmuxException tcpmuxRefusal(String words) {
    String reason = words.isEmpty() ? "it has no such service" : "it answered \"" + words + '"';
    return new NoSuchServiceException(failure(OptionalInt.empty(), Phase.TCPMUX, reason), null);
  }

  /** Returns what a server means that does not answer as RFC 1078 says. */
  AlpnmuxException notTcpmux(String reason) {
    return new GatewayUnavailableException(
        failure(OptionalInt.empty(), Phase.TCPMUX, reason), null);
  }

  AlpnmuxException notAcknowledged(String answer, @Nullable Throwable cause) {
    return new ServiceNotAcknowledgedException(
        failure(OptionalInt.empty(), Phase.TLS, answered(answer)), cause);
  }

  /** Returns in words which ALPN id a server has answered with, empty for none. */
  static String answered(String answer) {
    return answer.isEmpty()
        ? "it answered without an ALPN id"
        : "it answered \"" + new ApplicationProtocol(answer) + '"';
  }

  /** Returns why a handshake failed, from what the tap saw rather than from JSSE's words. */
  AlpnmuxException handshake(IOException cause, AlertTap tap, boolean certificateRequested) {
    if (tap.alert().isPresent()) {
      return alert(tap.alert().getAsInt(), cause, tap.hasServerHello(), certificateRequested);
    }
    Optional<CertificateException> distrust = inCauses(CertificateException.class, cause);
    if (distrust.isPresent() && distrust.get() instanceof UnacknowledgedException unacknowledged) {
      return notAcknowledged(unacknowledged.answer(), cause);
    }
    if (distrust.isPresent()) {
      String reason = Distrust.reason(distrust.get()).orElseGet(() -> text(distrust.get()));
      return new GatewayIdentityException(
          failure(OptionalInt.empty(), Phase.TLS, reason), distrust.get());
    }
    return unavailable(Phase.TLS, tap.isTls() ? text(cause) : "it does not speak TLS", cause);
  }

  private AlpnmuxException alert(
      int code, IOException cause, boolean hasServerHello, boolean certificateRequested) {
    Optional<AlertDescription> alert = AlertDescription.of(code);
    String reason = alert.map(Failures::alertReason).orElse(UNEXPLAINED);
    Failure failure = failure(OptionalInt.of(code), Phase.TLS, reason);
    return alert
        .map(known -> alert(known, failure, cause, hasServerHello, certificateRequested))
        .orElseGet(() -> new GatewayUnavailableException(failure, cause));
  }

  private AlpnmuxException alert(
      AlertDescription alert,
      Failure failure,
      IOException cause,
      boolean hasServerHello,
      boolean certificateRequested) {
    if (isAboutClientCertificate(alert)
        || alert == AlertDescription.HANDSHAKE_FAILURE && certificateRequested) {
      return new ClientCertificateException(certificate(failure), cause);
    }
    return switch (alert) {
      case NO_APPLICATION_PROTOCOL -> new NoSuchServiceException(failure, cause);
      case UNRECOGNIZED_NAME, MISSING_EXTENSION -> new ServerNameRefusedException(failure, cause);
      case INTERNAL_ERROR ->
          hasServerHello
              ? new GatewayUnavailableException(failure, cause)
              : new UpstreamUnavailableException(failure, cause);
      default -> new GatewayUnavailableException(failure, cause);
    };
  }

  private static String alertReason(AlertDescription alert) {
    return switch (alert) {
      case NO_APPLICATION_PROTOCOL -> "it has no such service";
      case UNRECOGNIZED_NAME -> "it does not know the server name that was sent";
      case MISSING_EXTENSION -> "it requires a server name, and an IP address is none";
      case INTERNAL_ERROR -> "it cannot serve the service now";
      default -> UNEXPLAINED;
    };
  }

  static boolean isAboutClientCertificate(AlertDescription alert) {
    return switch (alert) {
      case BAD_CERTIFICATE,
          UNSUPPORTED_CERTIFICATE,
          CERTIFICATE_REVOKED,
          CERTIFICATE_EXPIRED,
          CERTIFICATE_UNKNOWN,
          UNKNOWN_CA,
          ACCESS_DENIED,
          CERTIFICATE_REQUIRED ->
          true;
      default -> false;
    };
  }

  /** Returns the late refusal of TLS 1.3: what came instead of the first byte. */
  ClientCertificateException lateRefusal(Optional<AlertDescription> alert, IOException cause) {
    OptionalInt code = OptionalInt.empty();
    if (alert.isPresent()) {
      code = OptionalInt.of(alert.get().code());
    }
    Failure failure = certificate(failure(code, Phase.OPEN, ""));
    ClientCertificateException refusal = new ClientCertificateException(failure, cause);
    refusal.with(List.of(refusal.attempt(gateway.toString())));
    return refusal;
  }

  private Failure certificate(Failure failure) {
    boolean required = failure.alert().orElse(-1) == AlertDescription.CERTIFICATE_REQUIRED.code();
    String reason =
        required
            ? "requires a client certificate: give an identity"
            : "refused the client's identity: give a certificate that it accepts";
    return failure(failure.alert(), failure.phase(), reason);
  }

  private AlpnmuxException unavailable(Phase phase, String reason, Throwable cause) {
    return new GatewayUnavailableException(failure(OptionalInt.empty(), phase, reason), cause);
  }

  private Failure failure(OptionalInt alert, Phase phase, String reason) {
    return new Failure(service, gateway, alert, phase, reason);
  }

  private static <E extends Throwable> Optional<E> inCauses(Class<E> kind, Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (kind.isInstance(t)) {
        return Optional.of(kind.cast(t));
      }
    }
    return Optional.empty();
  }

  private static Throwable root(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : root(cause);
  }

  /** Returns the words of an exception in one line, as a log or a terminal can bear them. */
  private static String text(Throwable failure) {
    String words = failure.getMessage();
    return words == null
        ? failure.getClass().getSimpleName()
        : words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
  }
}
