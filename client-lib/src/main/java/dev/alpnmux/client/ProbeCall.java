package dev.alpnmux.client;

import dev.alpnmux.client.AlpnmuxException.Phase;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;

/** Connects to a service only to know whether that is possible. */
final class ProbeCall {
  /** TLS 1.3 has no sign that a certificate was accepted but that nothing comes. */
  private static final Duration VERDICT_TIMEOUT = Duration.ofSeconds(1);

  private final AlpnmuxClient client;
  private final List<ApplicationProtocol> asked;

  private ProbeCall(AlpnmuxClient client, List<ApplicationProtocol> asked) {
    this.client = client;
    this.asked = asked;
  }

  static ServiceProbe of(AlpnmuxClient client, List<ApplicationProtocol> asked) throws IOException {
    return new ProbeCall(client, asked).made();
  }

  private ServiceProbe made() throws IOException {
    Connection connection;
    try {
      connection = new Dialer(client, asked, new SocketSettings(), client.connectTimeout()).dial();
    } catch (AlpnmuxException e) {
      return new ServiceProbe(
          e.service(), e.gateway(), Optional.empty(), List.of(), Optional.of(e));
    }
    try {
      Optional<AlpnmuxException> refusal = lateRefusal(connection);
      return new ServiceProbe(
          connection.service().toString(),
          connection.gateway(),
          refusal.isPresent() ? Optional.empty() : Optional.of(connection.timings()),
          certificates(connection),
          refusal);
    } finally {
      connection.close();
    }
  }

  /**
   * Asks for the verdict on this client's certificate by ending its own side: what comes then, be
   * it a byte or the end, comes after the verdict.
   */
  private Optional<AlpnmuxException> lateRefusal(Connection connection) {
    if (!connection.negotiated().late().isPossible() || !connection.canHalfClose()) {
      return Optional.empty();
    }
    Watchdog watchdog = Watchdog.over(connection.raw(), Deadline.in(VERDICT_TIMEOUT));
    try {
      connection.stream().shutdownOutput();
      connection.input().read();
      return Optional.empty();
    } catch (AlpnmuxException e) {
      return Optional.of(e);
    } catch (IOException e) {
      watchdog.close();
      return watchdog.hasBitten() ? Optional.empty() : Optional.of(broken(connection, e));
    } finally {
      watchdog.close();
    }
  }

  private AlpnmuxException broken(Connection connection, IOException e) {
    return new Failures(asked, connection.gateway()).io(Phase.OPEN, e);
  }

  private static List<X509Certificate> certificates(Connection connection)
      throws SSLPeerUnverifiedException {
    Optional<SSLSocket> tls = connection.tls();
    if (tls.isEmpty()) {
      return List.of();
    }
    Certificate[] sent = tls.get().getSession().getPeerCertificates();
    return Arrays.stream(sent).map(X509Certificate.class::cast).toList();
  }
}
