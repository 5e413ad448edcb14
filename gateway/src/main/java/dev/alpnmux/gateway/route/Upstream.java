package dev.alpnmux.gateway.route;

/** Where a service is reached. Immutable. */
public sealed interface Upstream {
  /** A host name or IP address (IPv6 without brackets) and a TCP port. */
  record Tcp(String host, int port) implements Upstream {
    @Override
    public String toString() {
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
  }

  /** A stream socket in the file system. */
  record UnixSocket(String path) implements Upstream {
    @Override
    public String toString() {
      return "unix:" + path;
    }
  }
}
