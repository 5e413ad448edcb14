package dev.alpnmux.gateway.address;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The addresses of any number of blocks, as sorted ranges without overlaps: whether one is among
 * them takes a binary search, and no memory.
 */
final class AddressSet {
  private final IpAddress[] firsts;
  private final IpAddress[] lasts;

  private record Range(IpAddress first, IpAddress last) {}

  private AddressSet(List<Range> ranges) {
    firsts = ranges.stream().map(Range::first).toArray(IpAddress[]::new);
    lasts = ranges.stream().map(Range::last).toArray(IpAddress[]::new);
  }

  static AddressSet of(List<CidrBlock> blocks) {
    List<Range> merged = new ArrayList<>();
    blocks.stream()
        .flatMap(block -> rangesOf(block).stream())
        .sorted((one, other) -> one.first().compareTo(other.first()))
        .forEach(range -> merge(range, merged));
    return new AddressSet(merged);
  }

  /** A block of IPv6 addresses around all IPv4 ones has them as a hole. */
  private static List<Range> rangesOf(CidrBlock block) {
    boolean surroundsIpv4 =
        !block.isIpv4()
            && block.first().compareTo(IpAddress.IPV4_FIRST) <= 0
            && block.last().compareTo(IpAddress.IPV4_LAST) >= 0;
    return surroundsIpv4
        ? List.of(
            new Range(block.first(), new IpAddress(0, IpAddress.IPV4_FIRST.low() - 1)),
            new Range(new IpAddress(0, IpAddress.IPV4_LAST.low() + 1), block.last()))
        : List.of(new Range(block.first(), block.last()));
  }

  private static void merge(Range range, List<Range> merged) {
    int end = merged.size() - 1;
    if (end < 0 || merged.get(end).last().compareTo(range.first()) < 0) {
      merged.add(range);
    } else if (merged.get(end).last().compareTo(range.last()) < 0) {
      merged.set(end, new Range(merged.get(end).first(), range.last()));
    }
  }

  boolean contains(IpAddress address) {
    int found = Arrays.binarySearch(firsts, address);
    int before = found >= 0 ? found : -found - 2;
    return before >= 0 && address.compareTo(lasts[before]) <= 0;
  }
}
