package dev.alpnmux.client.mariadb;

import dev.alpnmux.client.ServiceSocket;
import dev.alpnmux.client.ServiceSocketFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.util.ConfigurableSocketFactory;

/**
 * The {@code socketFactory} for MariaDB Connector/J: its connections go to a service. The settings
 * are those of {@link ServiceSocketFactory}, as parameters of the URL: {@code
 * jdbc:mariadb://mariadb/db?socketFactory=dev.alpnmux.client.mariadb.MariadbSocketFactory&alpnmuxGateway=gw.example:443&alpnmuxTrust=ca.pem}.
 * Without {@code alpnmuxService} the host of the URL is the service, unless it is an IP address or
 * can be looked up as a machine.
 *
 * <p>The driver makes one for each connection, and configures it before its first socket.
 */
@SuppressWarnings("exports") // of a driver, which is no module that can be named
public final class MariadbSocketFactory extends ConfigurableSocketFactory {
  private @Nullable ServiceSocketFactory sockets;

  /** For the driver, which makes it by its name. */
  public MariadbSocketFactory() {}

  /**
   * Takes the settings from the parameters that the driver does not know itself.
   *
   * @throws IllegalArgumentException if a setting is missing, unknown or wrong
   */
  @Override
  public void setConfiguration(Configuration configuration, @Nullable String ignoredHost) {
    sockets = new ServiceSocketFactory(configuration.nonMappedOptions());
  }

  private ServiceSocketFactory configured() throws SocketException {
    if (sockets == null) {
      throw new SocketException("not configured: the driver calls setConfiguration first");
    }
    return sockets;
  }

  /** Returns an unconnected socket; its {@code connect} dials the gateway. */
  @Override
  public ServiceSocket createSocket() throws IOException {
    return configured().createSocket();
  }

  /** Returns a socket that is connected to the service; blocks until then. */
  @Override
  public ServiceSocket createSocket(@Nullable String host, int port) throws IOException {
    return configured().createSocket(host, port);
  }

  /** Returns a socket that is connected to the service; blocks until then. */
  @Override
  public ServiceSocket createSocket(
      @Nullable String host, int port, @Nullable InetAddress local, int localPort)
      throws IOException {
    return configured().createSocket(host, port, local, localPort);
  }

  /** Returns a socket that is connected to the service; blocks until then. */
  @Override
  public ServiceSocket createSocket(@Nullable InetAddress host, int port) throws IOException {
    return configured().createSocket(host, port);
  }

  /** Returns a socket that is connected to the service; blocks until then. */
  @Override
  public ServiceSocket createSocket(
      @Nullable InetAddress host, int port, @Nullable InetAddress local, int localPort)
      throws IOException {
    return configured().createSocket(host, port, local, localPort);
  }
}
