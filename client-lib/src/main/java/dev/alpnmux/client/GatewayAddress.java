package dev.alpnmux.client;

import dev.alpnmux.spec.ServerName;
import java.io.Serializable;
import java.net.IDN;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a gateway listens, and what it speaks there.
 *
 * @param host a host name, an IPv4 address, or an IPv6 address without brackets
 * @param port 1 to 65535
 * @param isTcpmux whether it is a TCPMUX server (RFC 1078): then all goes in clear text, and nobody
 *     proves who he is. Otherwise it speaks TLS.
 */
public record GatewayAddress(String host, int port, boolean isTcpmux) implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final String TCPMUX = "tcpmux://";
  private static final int PORT_MAX = 65_535;
  private static final String IPV4_OCTET = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile(IPV4_OCTET + "(\\." + IPV4_OCTET + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  /**
   * Checks what it is made of.
   *
   * @param host as {@link #host}
   * @param port as {@link #port}
   * @param isTcpmux as {@link #isTcpmux}
   * @throws IllegalArgumentException if the host is no name or address, or the port out of range
   */
  public GatewayAddress {
    if (!isLiteral(host)) {
      host = hostName(host).value();
    }
    if (port < 1 || port > PORT_MAX) {
      throw new IllegalArgumentException("a port is 1 to " + PORT_MAX + " but was " + port);
    }
  }

  /**
   * Where a gateway speaks TLS.
   *
   * @param host as {@link #host}
   * @param port as {@link #port}
   */
  public GatewayAddress(String host, int port) {
    this(host, port, false);
  }

  /**
   * Reads {@code host:port}, {@code 192.0.2.1:port} or {@code [2001:db8::1]:port}; with {@code
   * tcpmux://} before it, the address of a TCPMUX server.
   *
   * @param text the written form
   * @return the address
   * @throws IllegalArgumentException if {@code text} has another form; the message shows it
   */
  public static GatewayAddress parse(String text) {
    boolean isTcpmux = text.startsWith(TCPMUX);
    GatewayAddress address = parseHostAndPort(isTcpmux ? text.substring(TCPMUX.length()) : text);
    return new GatewayAddress(address.host, address.port, isTcpmux);
  }

  private static GatewayAddress parseHostAndPort(String text) {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? text : text.substring(0, colon);
    boolean isBracketed = host.startsWith("[") && host.endsWith("]");
    if (colon < 0 || !isBracketed && host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "a gateway is written host:port or [IPv6]:port but was \"" + text + '"');
    }
    if (isBracketed) {
      host = host.substring(1, host.length() - 1);
      if (!isIpv6(host)) {
        throw new IllegalArgumentException("not an IPv6 address: \"" + host + '"');
      }
    }
    return new GatewayAddress(host, port(text.substring(colon + 1), text));
  }

  private static int port(String digits, String text) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("the port is not a number in \"" + text + '"', e);
    }
  }

  /** Returns the server name that {@code text} stands for, in its ASCII form. */
  static ServerName hostName(String text) {
    // IDN refuses empty and over-long labels with the exception that our caller expects.
    return new ServerName(IDN.toASCII(text));
  }

  /** The name to send and to verify by default; nothing for an IP address (RFC 6066 §3). */
  Optional<ServerName> serverName() {
    return ServerName.parse(host);
  }

  private static boolean isLiteral(String host) {
    return IPV4.matcher(host).matches() || isIpv6(host);
  }

  private static boolean isIpv6(String host) {
    if (!IPV6.matcher(host).matches()) {
      return false;
    }
    try {
      // Within brackets this never asks a name server.
      InetAddress.getByName('[' + host + ']');
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  // These two say what a record has anyway: what it has is built at run time, and every first
  // connect
  // of a process would wait for that.
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof GatewayAddress that
        && host.equals(that.host)
        && port == that.port
        && isTcpmux == that.isTcpmux;
  }

  @Override
  public int hashCode() {
    return 31 * host.hashCode() + port;
  }

  /** Returns the form that {@link #parse} reads. */
  @Override
  public String toString() {
    String written = (host.indexOf(':') < 0 ? host : '[' + host + ']') + ':' + port;
    return isTcpmux ? TCPMUX + written : written;
  }
}
