package dev.alpnmux.client;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** In which order the addresses of a host are tried. */
final class AddressOrder {
  private AddressOrder() {}

  /**
   * Returns the addresses with their families by turns, the family of the first one first (RFC 8305
   * §4): where one family does not work at all, the second try is of the other.
   */
  static List<InetAddress> interleaved(List<InetAddress> addresses) {
    boolean isFirstIpv6 = addresses.get(0) instanceof Inet6Address;
    Iterator<InetAddress> same = family(addresses, isFirstIpv6).iterator();
    Iterator<InetAddress> other = family(addresses, !isFirstIpv6).iterator();
    List<InetAddress> order = new ArrayList<>(addresses.size());
    while (same.hasNext() || other.hasNext()) {
      if (same.hasNext()) {
        order.add(same.next());
      }
      if (other.hasNext()) {
        order.add(other.next());
      }
    }
    return order;
  }

  private static List<InetAddress> family(List<InetAddress> addresses, boolean isIpv6) {
    return addresses.stream().filter(address -> address instanceof Inet6Address == isIpv6).toList();
  }
}
