package dev.alpnmux.cli.probe;

import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;

/**
 * Finishes handshakes by the JDK's TLS, for what cannot be seen without: it verifies the server,
 * and resumes sessions wherever that lets it. Blocks, no longer than the target's patience at a
 * time.
 */
final class TlsClient {
  private static final Duration TICKET_PATIENCE = Duration.ofMillis(500);

  private final Target target;
  private final WitnessedTrust trust;
  private final SSLContext context;

  TlsClient(Target target, WitnessedTrust trust) throws GeneralSecurityException {
    this.target = target;
    this.trust = trust;
    this.context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {trust}, null);
  }

  /**
   * A connection to a service whose handshake is done.
   *
   * @param socket the caller closes it
   * @param isResumed whether the server took up a session of before
   */
  record Opened(SSLSocket socket, boolean isResumed) implements AutoCloseable {
    String acknowledged() {
      return socket.getApplicationProtocol();
    }

    /** Reads what comes behind a handshake of TLS 1.3: the tickets of its session. */
    void awaitTickets() throws IOException {
      socket.setSoTimeout(Math.toIntExact(TICKET_PATIENCE.toMillis()));
      try {
        socket.getInputStream().read();
      } catch (SocketTimeoutException e) {
        // This service waits for its client; the tickets came before.
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /**
   * Opens a service.
   *
   * @param versions the versions of TLS by the JDK's names
   * @throws IOException if the server does not accept, or does not prove its name
   */
  Opened open(ApplicationProtocol id, String... versions) throws IOException {
    Socket wire = new Socket();
    try {
      wire.connect(target.address(), Math.toIntExact(target.patience().toMillis()));
      SSLSocket socket = over(wire);
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setProtocols(versions);
      parameters.setApplicationProtocols(new String[] {id.octets()});
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      target.serverName().ifPresent(name -> parameters.setServerNames(List.of(serverName(name))));
      socket.setSSLParameters(parameters);
      socket.setSoTimeout(Math.toIntExact(target.patience().toMillis()));
      trust.wasAsked();
      socket.startHandshake();
      return new Opened(socket, !trust.wasAsked());
    } catch (IOException e) {
      wire.close();
      throw e;
    }
  }

  /** From a text the JDK would take letters, digits and hyphens only. */
  private static SNIServerName serverName(String name) {
    return new SNIHostName(name.getBytes(StandardCharsets.US_ASCII));
  }

  private SSLSocket over(Socket wire) throws IOException {
    String peer = target.serverName().orElse(target.host());
    return (SSLSocket)
        context.getSocketFactory().createSocket(wire, peer, target.address().getPort(), true);
  }
}
