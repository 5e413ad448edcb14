package dev.alpnmux.gateway.config;

/**
 * A local address to listen on.
 *
 * @param host an IP address or host name; {@code 0.0.0.0} or {@code ::} means all of them
 * @param port 0 means any free port
 */
public record SocketBinding(String host, int port) {
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
