package dev.alpnmux.gateway.route;

import io.netty.util.NetUtil;
import java.util.Optional;

/** Where a service is reached. Immutable. */
public sealed interface Upstream {
  /** Returns what stands in the configuration for it: itself, but for one that an SRV name gave. */
  default Upstream configured() {
    return this;
  }

  /**
   * Returns the name that DNS must know to reach it, as the configuration has it, if there is one.
   */
  default Optional<String> lookedUpName() {
    return Optional.empty();
  }

  /** Returns the host name that its certificate can be verified by, if it has one. */
  default Optional<String> verifiableName() {
    return Optional.empty();
  }

  /**
   * A host name or IP address (IPv6 without brackets) and a TCP port.
   *
   * @param foundBy the name whose SRV records led to it; nothing where it is configured itself
   */
  record Tcp(String host, int port, Optional<Srv> foundBy) implements Upstream {
    /** One that is configured itself. */
    public Tcp(String host, int port) {
      this(host, port, Optional.empty());
    }

    /** Whether DNS must say where its host is. */
    public boolean isNamed() {
      return !NetUtil.isValidIpV4Address(host) && !NetUtil.isValidIpV6Address(host);
    }

    @Override
    public Upstream configured() {
      return foundBy.isPresent() ? foundBy.get() : this;
    }

    @Override
    public Optional<String> lookedUpName() {
      return isNamed() ? Optional.of(host) : Optional.empty();
    }

    /** RFC 6125 §1.8: a name out of DNS is whoever forges the answer; it proves nothing. */
    @Override
    public Optional<String> verifiableName() {
      return foundBy.isPresent() ? Optional.empty() : Optional.of(host);
    }

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

  /**
   * All that the SRV records of a name lead to (RFC 2782). Nobody connects it: each record is an
   * upstream of its own.
   *
   * @param name such as {@code _postgresql._tcp.db.example.com}
   */
  record Srv(String name) implements Upstream {
    @Override
    public Optional<String> lookedUpName() {
      return Optional.of(toString());
    }

    @Override
    public String toString() {
      return "srv:" + name;
    }
  }
}
