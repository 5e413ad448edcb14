package dev.alpnmux.client.micrometer;

import dev.alpnmux.client.AlpnmuxException;
import dev.alpnmux.client.ClientCertificateException;
import dev.alpnmux.client.ConnectTimeoutException;
import dev.alpnmux.client.GatewayIdentityException;
import dev.alpnmux.client.GatewayUnavailableException;
import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.client.ServerNameRefusedException;
import dev.alpnmux.client.ServiceNotAcknowledgedException;
import dev.alpnmux.client.UpstreamUnavailableException;
import java.io.IOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How a connect may end: a word for each kind of exception. */
enum Outcome {
  CONNECTED(null),
  NO_SUCH_SERVICE(NoSuchServiceException.class),
  SERVER_NAME_REFUSED(ServerNameRefusedException.class),
  CLIENT_CERTIFICATE(ClientCertificateException.class),
  UPSTREAM_UNAVAILABLE(UpstreamUnavailableException.class),
  NOT_ACKNOWLEDGED(ServiceNotAcknowledgedException.class),
  GATEWAY_IDENTITY(GatewayIdentityException.class),
  GATEWAY_UNAVAILABLE(GatewayUnavailableException.class),
  CONNECT_TIMEOUT(ConnectTimeoutException.class),
  /** The caller ended the connect itself. */
  CANCELLED(null);

  private final @Nullable Class<? extends AlpnmuxException> kind;

  Outcome(@Nullable Class<? extends AlpnmuxException> kind) {
    this.kind = kind;
  }

  static Outcome of(IOException failure) {
    for (Outcome outcome : values()) {
      if (outcome.kind == failure.getClass()) {
        return outcome;
      }
    }
    return CANCELLED;
  }

  /** Returns the word of the label. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
