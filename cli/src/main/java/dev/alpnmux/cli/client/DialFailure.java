package dev.alpnmux.cli.client;

import dev.alpnmux.cli.outcome.CommandFailure;
import dev.alpnmux.cli.outcome.ExitCode;
import dev.alpnmux.client.AlpnmuxException;
import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.client.ClientCertificateException;
import dev.alpnmux.client.ConnectTimeoutException;
import dev.alpnmux.client.GatewayIdentityException;
import dev.alpnmux.client.GatewayUnavailableException;
import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.client.ServerNameRefusedException;
import dev.alpnmux.client.ServiceNotAcknowledgedException;
import dev.alpnmux.client.UpstreamUnavailableException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What the client library's exceptions mean for the command: an exit code and a way out. */
final class DialFailure {
  private DialFailure() {}

  static CommandFailure of(AlpnmuxException e) {
    return of(e, hint(e));
  }

  /** What it means, with a way out that only its circumstances show. */
  static CommandFailure of(AlpnmuxException e, @Nullable String hint) {
    return new CommandFailure(exitCode(e), e.getMessage(), hint, e);
  }

  /** What broke before a service was reached, and is no answer of a gateway's. */
  static CommandFailure broken(String service, IOException e) {
    return new CommandFailure(
        ExitCode.CONNECTION_FAILED,
        "the connection to service \"" + service + "\" broke: " + e.getMessage(),
        null,
        e);
  }

  static ExitCode exitCode(AlpnmuxException e) {
    if (e instanceof NoSuchServiceException) {
      return ExitCode.NO_SUCH_SERVICE;
    }
    if (e instanceof ServerNameRefusedException) {
      return ExitCode.SERVER_NAME_REFUSED;
    }
    if (e instanceof ClientCertificateException) {
      return ExitCode.CLIENT_CERTIFICATE;
    }
    if (e instanceof ServiceNotAcknowledgedException) {
      return ExitCode.NOT_ACKNOWLEDGED;
    }
    if (e instanceof GatewayIdentityException) {
      return ExitCode.GATEWAY_IDENTITY;
    }
    if (e instanceof ConnectTimeoutException) {
      return ExitCode.TIMEOUT;
    }
    boolean isUnknownHost = e instanceof GatewayUnavailableException && e.phase() == Phase.DNS;
    return isUnknownHost ? ExitCode.UNKNOWN_HOST : ExitCode.UNAVAILABLE;
  }

  private static @Nullable String hint(AlpnmuxException e) {
    if (e instanceof GatewayIdentityException) {
      return "--trust or --pin says whom to trust, --server-name which name to verify";
    }
    if (e instanceof ClientCertificateException) {
      return "--cert and --key name the certificate to show";
    }
    if (e instanceof ServerNameRefusedException) {
      return "--server-name sets the name to ask for";
    }
    if (e instanceof ConnectTimeoutException) {
      return "--connect-timeout allows more time";
    }
    return e instanceof UpstreamUnavailableException
        ? "the gateway is up, and cannot reach the service: try again later"
        : null;
  }
}
