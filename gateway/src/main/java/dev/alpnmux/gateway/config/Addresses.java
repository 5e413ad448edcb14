package dev.alpnmux.gateway.config;

import dev.alpnmux.gateway.route.Upstream;
import dev.alpnmux.spec.ServerName;
import io.netty.util.NetUtil;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads addresses: {@code host:port}, {@code 1.2.3.4:port}, {@code [v6]:port} and so on. */
final class Addresses {
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(?:\\[([^\\[\\]]*)\\]|([^:\\[\\]]+)):(\\d{1,5})");

  private static final String EVERY_INTERFACE = "0.0.0.0";
  private static final String UNIX = "unix:";
  private static final String SRV = "srv:";

  /** RFC 2782: the service and the protocol, each with its underline; then the domain. */
  private static final Pattern SRV_NAME =
      Pattern.compile("_[A-Za-z0-9-]+\\._(?i:tcp)\\.[A-Za-z0-9._-]+");

  /** The room in sockaddr_un is 108 bytes on Linux and 104 on macOS, with a NUL at the end. */
  private static final int UNIX_PATH_MAX = 103;

  private static final int IPV4_OCTETS = 4;
  private static final byte IPV4_LOOPBACK = 127;
  private static final int PORT_MAX = 65_535;

  private Addresses() {}

  /** Returns where to listen; {@code :port} means all interfaces, port 0 any free one. */
  static SocketBinding binding(String written) {
    if (written.startsWith(UNIX)) {
      throw new IllegalArgumentException("a listener cannot be a unix socket; write host:port");
    }
    Matcher parts = split(written.startsWith(":") ? EVERY_INTERFACE + written : written);
    return new SocketBinding(host(parts, written), port(parts, 0));
  }

  /** Returns where a service is reached. */
  static Upstream upstream(String written) {
    if (written.startsWith(UNIX)) {
      return unixSocket(written.substring(UNIX.length()));
    }
    // A host may be called srv.
    if (written.startsWith(SRV) && !HOST_AND_PORT.matcher(written).matches()) {
      return srv(written);
    }
    Matcher parts = split(written);
    return new Upstream.Tcp(host(parts, written), port(parts, 1));
  }

  /** Whether a host as written in an address is an IP address, which no certificate names here. */
  static boolean isIpAddress(String host) {
    return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host);
  }

  /** Returns where the admin pages are served. */
  static AdminConfig.Address admin(String written) {
    return written.startsWith(UNIX)
        ? new AdminConfig.Address.UnixSocket(socketPath(written.substring(UNIX.length())))
        : new AdminConfig.Address.Port(binding(written));
  }

  /** Whether only this machine gets to a host as written in an address. */
  static boolean isLoopback(String host) {
    byte[] octets = NetUtil.createByteArrayFromIpAddressString(host);
    if (octets == null) {
      // RFC 6761 §6.3
      return host.equalsIgnoreCase("localhost");
    }
    return octets.length == IPV4_OCTETS ? octets[0] == IPV4_LOOPBACK : host.equals("::1");
  }

  private static Upstream srv(String written) {
    String name = written.substring(SRV.length());
    if (!SRV_NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "expected srv: and a name such as _postgresql._tcp.db.example.com, without a port, but"
              + " found \""
              + written
              + '"');
    }
    return ServerName.parse(name)
        .map(valid -> new Upstream.Srv(valid.value()))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "\"" + name + "\" in \"" + written + "\" is not a DNS name"));
  }

  private static Upstream unixSocket(String path) {
    return new Upstream.UnixSocket(socketPath(path));
  }

  private static String socketPath(String path) {
    if (!path.startsWith("/") || path.indexOf('\0') >= 0 || path.length() > UNIX_PATH_MAX) {
      throw new IllegalArgumentException(
          "expected unix: and an absolute path of at most "
              + UNIX_PATH_MAX
              + " characters but found \""
              + path
              + '"');
    }
    return path;
  }

  private static Matcher split(String written) {
    Matcher parts = HOST_AND_PORT.matcher(written);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "expected host:port, 1.2.3.4:port or [v6]:port but found \"" + written + '"');
    }
    return parts;
  }

  private static String host(Matcher parts, String written) {
    String inBrackets = parts.group(1);
    String host = inBrackets == null ? parts.group(2) : inBrackets;
    boolean isValid =
        inBrackets == null
            ? NetUtil.isValidIpV4Address(host) || ServerName.parse(host).isPresent()
            : NetUtil.isValidIpV6Address(host);
    if (!isValid) {
      throw new IllegalArgumentException(
          "\"" + host + "\" in \"" + written + "\" is neither a host name nor an IP address");
    }
    return host;
  }

  private static int port(Matcher parts, int min) {
    int port = Integer.parseInt(parts.group(3));
    if (port < min || port > PORT_MAX) {
      throw new IllegalArgumentException(
          "expected a port from " + min + " to " + PORT_MAX + " but found " + port);
    }
    return port;
  }
}
