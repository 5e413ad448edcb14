package dev.alpnmux.gateway.address;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * All addresses that begin alike: {@code 10.0.0.0/8}, {@code 2001:db8::/32}. Blocks of IPv4-mapped
 * addresses are the IPv4 ones; a shorter block of IPv6 addresses holds no IPv4 address.
 *
 * @param first its lowest address: all bits behind the prefix are zero
 * @param prefixLength how many bits are alike, of 128; an IPv4 block has 96 more than it is written
 *     with
 */
public record CidrBlock(IpAddress first, int prefixLength) {
  private static final int BITS = 128;
  private static final int IPV4_BITS = 32;
  private static final Pattern WRITTEN = Pattern.compile("([^/]*)(?:/(\\d{1,3}))?");

  public CidrBlock {
    if (prefixLength < 0 || prefixLength > BITS) {
      throw new IllegalArgumentException("a prefix has 0 to 128 bits, not " + prefixLength);
    }
    if (!first.equals(firstOf(first, prefixLength))) {
      throw new IllegalArgumentException(first + " has bits behind a prefix of " + prefixLength);
    }
  }

  /**
   * Reads a block, or a single address without a prefix length.
   *
   * @throws IllegalArgumentException if it is none, or has bits behind its prefix; the message is
   *     for the user and says what to write instead
   */
  public static CidrBlock parse(String written) {
    Matcher parts = WRITTEN.matcher(written);
    if (!parts.matches()) {
      throw noBlock(written);
    }
    IpAddress address = address(parts.group(1), written);
    boolean isWrittenAsIpv4 = parts.group(1).indexOf(':') < 0;
    int most = isWrittenAsIpv4 ? IPV4_BITS : BITS;
    int length = parts.group(2) == null ? most : Integer.parseInt(parts.group(2));
    if (length > most) {
      throw new IllegalArgumentException(
          "expected a prefix of at most " + most + " bits but found \"" + written + '"');
    }
    return aligned(address, length + BITS - most, written);
  }

  private static IpAddress address(String address, String written) {
    try {
      return IpAddress.parse(address);
    } catch (IllegalArgumentException e) {
      throw noBlock(written);
    }
  }

  private static IllegalArgumentException noBlock(String written) {
    return new IllegalArgumentException(
        "expected an address or a block such as 10.0.0.0/8 or 2001:db8::/32 but found \""
            + written
            + '"');
  }

  private static CidrBlock aligned(IpAddress address, int prefixLength, String written) {
    IpAddress first = firstOf(address, prefixLength);
    if (!first.equals(address)) {
      throw new IllegalArgumentException(
          "\""
              + written
              + "\" has bits behind its prefix; write "
              + new CidrBlock(first, prefixLength)
              + " for the block, or "
              + address
              + " for the one address");
    }
    return new CidrBlock(first, prefixLength);
  }

  private static IpAddress firstOf(IpAddress address, int prefixLength) {
    return new IpAddress(
        address.high() & ~highRest(prefixLength), address.low() & ~lowRest(prefixLength));
  }

  /** The bits of the first half that are behind the prefix. */
  private static long highRest(int prefixLength) {
    return prefixLength >= Long.SIZE ? 0 : -1L >>> prefixLength;
  }

  /** The bits of the second half that are behind the prefix. */
  private static long lowRest(int prefixLength) {
    int length = Math.max(0, prefixLength - Long.SIZE);
    return length == Long.SIZE ? 0 : -1L >>> length;
  }

  IpAddress last() {
    return new IpAddress(
        first.high() | highRest(prefixLength), first.low() | lowRest(prefixLength));
  }

  /** Whether it is a block of IPv4 addresses. */
  boolean isIpv4() {
    return first.isIpv4() && prefixLength >= BITS - IPV4_BITS;
  }

  /** Returns it as it is written in a configuration. */
  @Override
  public String toString() {
    return first + "/" + (isIpv4() ? prefixLength - (BITS - IPV4_BITS) : prefixLength);
  }
}
