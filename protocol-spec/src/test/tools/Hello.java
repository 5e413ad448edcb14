import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Sends one ClientHello: {@code java Hello.java PORT SERVER_NAME ALPN…}. */
final class Hello {
  private Hello() {}

  public static void main(String[] arguments) throws Exception {
    try (Socket socket =
            new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0]));
        SSLSocket tls =
            (SSLSocket)
                ((SSLSocketFactory) SSLSocketFactory.getDefault())
                    .createSocket(socket, arguments[1], socket.getPort(), true)) {
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setServerNames(List.of(new SNIHostName(arguments[1])));
      parameters.setApplicationProtocols(Arrays.copyOfRange(arguments, 2, arguments.length));
      tls.setSSLParameters(parameters);
      tls.startHandshake();
    } catch (SSLException | java.net.SocketException expected) {
      System.err.println("as expected, the recorder hung up: " + expected.getMessage());
    }
  }
}
