package dev.alpnmux.gateway.accesslog;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;

/** Writes the address of a socket without asking anybody for its name. */
final class AddressText {
  private AddressText() {}

  /** Returns the IP address in its shortest form, without the port. */
  static String of(InetSocketAddress address) {
    return NetUtil.toAddressString(address.getAddress());
  }
}
