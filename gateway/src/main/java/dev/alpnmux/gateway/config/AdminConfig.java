package dev.alpnmux.gateway.config;

import java.util.Optional;

/**
 * Where the admin pages are served, and who may change something there.
 *
 * @param address a port or a unix socket
 * @param token what a caller shows who may see and do everything; nothing means that no caller over
 *     TCP can change anything
 */
public record AdminConfig(Address address, Optional<AdminToken> token) {
  /** An address to serve the pages on; its text is how a configuration writes it. */
  public sealed interface Address {
    /** A port. */
    record Port(SocketBinding binding) implements Address {
      @Override
      public String toString() {
        return binding.toString();
      }
    }

    /** A socket in the file system, for the user of the gateway alone. */
    record UnixSocket(String path) implements Address {
      @Override
      public String toString() {
        return "unix:" + path;
      }
    }
  }

  /** Whether somebody on another machine could get there. */
  public boolean isReachableFromOutside() {
    return address instanceof Address.Port port && !Addresses.isLoopback(port.binding().host());
  }

  /** Whether only who has the permissions of the gateway's user gets there. */
  public boolean isForItsOwnerAlone() {
    return address instanceof Address.UnixSocket;
  }
}
