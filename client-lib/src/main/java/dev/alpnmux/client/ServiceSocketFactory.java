package dev.alpnmux.client;

import dev.alpnmux.spec.ApplicationProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.List;
import java.util.Properties;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes sockets to one service for libraries that connect by themselves. Hosts and ports given to
 * it, or to its sockets, are ignored: every socket goes to the service. Immutable and thread-safe.
 *
 * <p>Where a driver's settings name a gateway and no service, the host that the driver connects to
 * is the service, if it is given as a name and was not looked up; an IP address never is.
 *
 * <p>In code, {@link AlpnmuxClient#socketFactory} makes one. Drivers that take a class name build
 * it from text, in one of two forms with the same settings:
 *
 * <ul>
 *   <li>one string, {@code
 *       alpnmux://HOST:PORT[,HOST:PORT…][/SERVICE]?trust=ca.pem&serverName=NAME}; further settings
 *       are {@code pin} (several with commas), {@code cert} with {@code key}, and {@code
 *       connectTimeout} ({@code 250ms}, {@code 5s}, {@code 1m}). Without {@code trust} and {@code
 *       pin} the system's authorities are trusted. Values are percent-encoded.
 *   <li>properties, {@code alpnmuxGateway}, {@code alpnmuxService}, {@code alpnmuxTrust}, {@code
 *       alpnmuxPin}, {@code alpnmuxServerName}, {@code alpnmuxCert}, {@code alpnmuxKey}, {@code
 *       alpnmuxConnectTimeout}; {@code socketFactoryArg} may hold the string above.
 * </ul>
 *
 * <p>With {@code profile=NAME} or {@code alpnmuxProfile} what is not given comes from a {@link
 * Profile}; a string with one may leave the gateway out: {@code alpnmux:///SERVICE?profile=NAME}.
 *
 * <p>Factories with the same settings share one client, so that one which is made for each
 * connection resumes the sessions of those before, and knows which gateways work.
 *
 * <p>PostgreSQL's driver, for one: {@code
 * jdbc:postgresql://orders/db?sslmode=disable&gssEncMode=disable&socketFactory=dev.alpnmux.client.ServiceSocketFactory&alpnmuxGateway=gw.example:443&alpnmuxService=postgresql}.
 * The driver must not add TLS of its own.
 */
public final class ServiceSocketFactory extends SocketFactory {
  private final AlpnmuxClient client;
  private final @Nullable List<ApplicationProtocol> asked;

  ServiceSocketFactory(AlpnmuxClient client, @Nullable List<ApplicationProtocol> asked) {
    this.client = client;
    this.asked = asked;
  }

  /**
   * Reads the settings from a driver's properties; reads the files that they name.
   *
   * @param properties the driver's
   * @throws IllegalArgumentException if a setting is missing, unknown or wrong, or a file cannot be
   *     read; the message names it
   */
  public ServiceSocketFactory(Properties properties) {
    this(FactorySettings.of(properties));
  }

  /**
   * Reads the settings from one {@code alpnmux://} string; reads the files that it names.
   *
   * @param url the string
   * @throws IllegalArgumentException if a setting is missing, unknown or wrong, or a file cannot be
   *     read; the message names it
   */
  public ServiceSocketFactory(String url) {
    this(FactorySettings.of(url));
  }

  private ServiceSocketFactory(FactorySettings settings) {
    client = settings.client();
    String service = settings.service();
    asked = service == null ? null : client.asked(List.of(service));
  }

  /** Returns an unconnected socket; its {@code connect} dials the gateway. */
  @Override
  public ServiceSocket createSocket() throws SocketException {
    return new ServiceSocket(client, asked);
  }

  /** Returns a socket that is connected to the service; blocks until then. */
  @Override
  public ServiceSocket createSocket(@Nullable String host, int ignoredPort) throws IOException {
    return connected(named(host), null);
  }

  /** Returns a socket that is connected to the service; blocks until then. */
  @Override
  public ServiceSocket createSocket(
      @Nullable String host, int ignoredPort, @Nullable InetAddress local, int localPort)
      throws IOException {
    return connected(named(host), new InetSocketAddress(local, localPort));
  }

  /** Returns a socket that is connected to the service; blocks until then. */
  @Override
  public ServiceSocket createSocket(@Nullable InetAddress host, int ignoredPort)
      throws IOException {
    return connected(new InetSocketAddress(host, 0), null);
  }

  /** Returns a socket that is connected to the service; blocks until then. */
  @Override
  public ServiceSocket createSocket(
      @Nullable InetAddress host, int ignoredPort, @Nullable InetAddress local, int localPort)
      throws IOException {
    return connected(new InetSocketAddress(host, 0), new InetSocketAddress(local, localPort));
  }

  private static @Nullable SocketAddress named(@Nullable String host) {
    return host == null ? null : InetSocketAddress.createUnresolved(host, 0);
  }

  private ServiceSocket connected(@Nullable SocketAddress remote, @Nullable SocketAddress local)
      throws IOException {
    ServiceSocket socket = new ServiceSocket(client, asked);
    if (local != null) {
      socket.bind(local);
    }
    socket.connect(remote);
    return socket;
  }
}
