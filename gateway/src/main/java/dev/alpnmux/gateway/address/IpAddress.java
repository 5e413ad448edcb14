package dev.alpnmux.gateway.address;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An IP address as one unsigned number of 128 bits. An IPv4 address is its IPv4-mapped IPv6 address
 * (RFC 4291 §2.5.5.2): a dual-stack socket shows one client in either form, and rules must not
 * depend on which.
 *
 * @param high the first 64 bits
 * @param low the other 64 bits
 */
public record IpAddress(long high, long low) implements Comparable<IpAddress> {
  static final IpAddress IPV4_FIRST = new IpAddress(0, 0xFFFF_0000_0000L);
  static final IpAddress IPV4_LAST = new IpAddress(0, 0xFFFF_FFFF_FFFFL);

  private static final int IPV4_BYTES = 4;

  /** Without leading zeros: some take them for octal numbers. */
  private static final Pattern DOTTED =
      Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

  private static final String MAPPED = "::ffff:";

  /** Returns the address without zone and port; it is a resolved one. */
  public static IpAddress of(InetSocketAddress address) {
    return of(address.getAddress());
  }

  /** Returns the address without its zone. */
  public static IpAddress of(InetAddress address) {
    return of(address.getAddress());
  }

  private static IpAddress of(byte[] octets) {
    ByteBuffer bytes = ByteBuffer.wrap(octets);
    return octets.length == IPV4_BYTES
        ? new IpAddress(0, IPV4_FIRST.low | Integer.toUnsignedLong(bytes.getInt()))
        : new IpAddress(bytes.getLong(), bytes.getLong());
  }

  /**
   * Reads an address such as {@code 10.0.0.1} or {@code 2001:db8::1}, without zone and brackets.
   *
   * @throws IllegalArgumentException if it is none; the message quotes it
   */
  public static IpAddress parse(String written) {
    String dotted =
        written.toLowerCase(Locale.ROOT).startsWith(MAPPED)
            ? written.substring(MAPPED.length())
            : written;
    boolean isAddress =
        dotted.indexOf('.') >= 0
            ? DOTTED.matcher(dotted).matches() && NetUtil.isValidIpV4Address(dotted)
            : isIpv6(written);
    if (!isAddress) {
      throw new IllegalArgumentException(
          "expected an IP address such as 10.0.0.1 or 2001:db8::1 but found \"" + written + '"');
    }
    return of(NetUtil.createByteArrayFromIpAddressString(written));
  }

  private static boolean isIpv6(String written) {
    return written.indexOf('%') < 0
        && written.indexOf('[') < 0
        && NetUtil.isValidIpV6Address(written);
  }

  /** Whether it is an IPv4 address, written as such or mapped. */
  public boolean isIpv4() {
    return high == 0 && low >>> Integer.SIZE == IPV4_FIRST.low >>> Integer.SIZE;
  }

  /**
   * Returns what stands for one client: the address, or the first one of its /64 where it is IPv6.
   * A single host has a whole /64 to choose its addresses from (RFC 4291 §2.5.4).
   */
  public IpAddress client() {
    return isIpv4() ? this : new IpAddress(high, 0);
  }

  @Override
  public int compareTo(IpAddress other) {
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** Returns it as people write it, with {@code ::} for zeros. */
  @Override
  public String toString() {
    return isIpv4()
        ? NetUtil.intToIpAddress((int) low)
        : NetUtil.bytesToIpAddress(
            ByteBuffer.allocate(2 * Long.BYTES).putLong(high).putLong(low).array());
  }
}
