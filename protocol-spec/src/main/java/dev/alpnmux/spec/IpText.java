package dev.alpnmux.spec;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** IP addresses in text (RFC 4291 §2.2), without asking anybody for a name. */
final class IpText {
  /** RFC 4291 §2.5.5.2: what an IPv4 address has before it where IPv6 is spoken. */
  static final String MAPPED_PREFIX = "\0\0\0\0\0\0\0\0\0\0\u00FF\u00FF";

  private static final Pattern DECIMAL_OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
  private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
  private static final int GROUPS = 8;

  private IpText() {}

  /** Returns the octets of an address without any leading zero. */
  static Optional<String> parseIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4 || !Stream.of(parts).allMatch(IpText::isDecimalOctet)) {
      return Optional.empty();
    }
    return Optional.of(
        Stream.of(parts)
            .map(part -> String.valueOf((char) Integer.parseInt(part)))
            .collect(Collectors.joining()));
  }

  private static boolean isDecimalOctet(String part) {
    return DECIMAL_OCTET.matcher(part).matches() && Integer.parseInt(part) <= 0xFF;
  }

  /** Returns the octets of an address of eight groups, a run of which may be "::". */
  static Optional<String> parseIpv6(String text) {
    int gap = text.indexOf("::");
    if (gap < 0) {
      return groups(text).filter(octets -> octets.length() == 2 * GROUPS);
    }
    Optional<String> before = groups(text.substring(0, gap));
    Optional<String> after = groups(text.substring(gap + 2));
    if (before.isEmpty() || after.isEmpty()) {
      return Optional.empty();
    }
    int missing = 2 * GROUPS - before.get().length() - after.get().length();
    // RFC 4291 §2.2: "::" is for one group or more.
    return missing < 2
        ? Optional.empty()
        : Optional.of(before.get() + "\0".repeat(missing) + after.get());
  }

  /** Returns the octets of groups between colons; the last may be an IPv4 address instead. */
  private static Optional<String> groups(String text) {
    if (text.isEmpty()) {
      return Optional.of("");
    }
    int last = text.lastIndexOf(':') + 1;
    Optional<String> ipv4 = parseIpv4(text.substring(last));
    if (ipv4.isPresent()) {
      return last == 0 ? ipv4 : hexGroups(text.substring(0, last - 1)).map(o -> o + ipv4.get());
    }
    return hexGroups(text);
  }

  private static Optional<String> hexGroups(String text) {
    List<String> groups = Arrays.asList(text.split(":", -1));
    if (groups.size() > GROUPS || !groups.stream().allMatch(g -> GROUP.matcher(g).matches())) {
      return Optional.empty();
    }
    return Optional.of(groups.stream().map(IpText::twoOctets).collect(Collectors.joining()));
  }

  private static String twoOctets(String group) {
    int value = Integer.parseInt(group, 16);
    return "" + (char) (value >> 8) + (char) (value & 0xFF);
  }

  /** Returns the text of 4 or 16 octets; of these it leaves no group out. */
  static String write(String octets) {
    if (octets.length() == 4) {
      return octets.chars().mapToObj(String::valueOf).collect(Collectors.joining("."));
    }
    return IntStream.range(0, GROUPS)
        .map(group -> octets.charAt(2 * group) << 8 | octets.charAt(2 * group + 1))
        .mapToObj(Integer::toHexString)
        .collect(Collectors.joining(":"));
  }
}
