package dev.alpnmux.gateway.tls;

import dev.alpnmux.spec.ApplicationProtocol;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLParameters;

/** TLS with one upstream, to be put into its pipeline. */
public final class UpstreamSession {
  private final SslContext context;
  private final TlsTermination termination;
  private final ApplicationProtocol protocol;

  UpstreamSession(SslContext context, TlsTermination termination, ApplicationProtocol protocol) {
    this.context = context;
    this.termination = termination;
    this.protocol = protocol;
  }

  /** Returns a new handler that asks for and verifies this name; the flow has its own timeout. */
  public SslHandler newHandler(ByteBufAllocator allocator, String serverName, int port) {
    SslHandler handler = context.newHandler(allocator, serverName, port);
    handler.setHandshakeTimeoutMillis(0);
    SSLParameters parameters = handler.engine().getSSLParameters();
    // Set outright: the JDK leaves out a name without a dot.
    parameters.setServerNames(List.of(new SNIHostName(serverName)));
    handler.engine().setSSLParameters(parameters);
    return handler;
  }

  /** Whether the upstream acknowledged the one id that it was offered. */
  public boolean isAcknowledged(SslHandler handler) {
    return termination.negotiated(handler).equals(Optional.of(protocol));
  }

  /** The id that the upstream was offered. */
  public ApplicationProtocol protocol() {
    return protocol;
  }
}
