package dev.alpnmux.client.mysql;

import com.mysql.cj.conf.PropertyKey;
import com.mysql.cj.conf.PropertySet;
import com.mysql.cj.protocol.StandardSocketFactory;
import dev.alpnmux.client.ServiceSocketFactory;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;

/**
 * The {@code socketFactory} for MySQL Connector/J: its connections go to a service. The settings
 * are those of {@link ServiceSocketFactory}, as parameters of the URL: {@code
 * jdbc:mysql://mysql/db?sslMode=DISABLED&socketFactory=dev.alpnmux.client.mysql.MysqlSocketFactory&alpnmuxGateway=gw.example:443&alpnmuxTrust=ca.pem}.
 * Without {@code alpnmuxService} the host of the URL is the service.
 *
 * <p>The driver makes one for each connection. Its {@code connectTimeout} and the login timeout
 * bound the connect, the shorter one; without both, {@code alpnmuxConnectTimeout} does.
 *
 * <p>The way to the gateway is encrypted and the gateway is verified, but the driver does not know
 * it. With {@code sslMode=DISABLED} it speaks clear text within; with any other, TLS of its own,
 * with the database server, if that offers TLS.
 */
@SuppressWarnings("exports") // of a driver, which is no module that can be named
public final class MysqlSocketFactory extends StandardSocketFactory {
  /** For the driver, which makes it by its name. */
  public MysqlSocketFactory() {}

  /**
   * Connects to the service; blocks until then. The driver closes the socket.
   *
   * @throws IllegalArgumentException if a setting is missing, unknown or wrong
   * @throws dev.alpnmux.client.AlpnmuxException if the service cannot be reached; the driver keeps
   *     it as a cause
   */
  @Override
  // The driver asks for any Closeable, and takes a Socket.
  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  public <T extends Closeable> T connect(
      String hostname, int portNumber, PropertySet properties, int loginTimeout)
      throws IOException {
    host = hostname;
    port = portNumber;
    loginTimeoutCountdown = loginTimeout;
    rawSocket = new ServiceSocketFactory(properties.exposeAsProperties()).createSocket();
    configureSocket(rawSocket, properties);
    int connectTimeout = properties.getIntegerProperty(PropertyKey.connectTimeout).getValue();
    // The driver's own factory looks names up; a service is not one to look up.
    rawSocket.connect(
        InetSocketAddress.createUnresolved(host, port), getRealTimeout(connectTimeout));
    resetLoginTimeCountdown();
    sslSocket = rawSocket;
    return (T) rawSocket;
  }
}
