package dev.alpnmux.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Addresses against java.net, blocks against a count of equal bits. */
class AddressProperty {
  private static final List<CidrBlock> NONE = List.of();

  @Property
  void anAddressIsReadAsTheJdkReadsIt(@ForAll("addresses") byte[] octets)
      throws UnknownHostException {
    InetAddress address = InetAddress.getByAddress(octets);
    IpAddress expected = IpAddress.of(address);

    assertThat(IpAddress.parse(address.getHostAddress())).isEqualTo(expected);
    assertThat(IpAddress.parse(expected.toString())).isEqualTo(expected);
    assertThat(InetAddress.getByName(expected.toString())).isEqualTo(address);
    assertThat(expected.isIpv4()).isEqualTo(address.getAddress().length == 4);
  }

  @Property
  void addressesAreOrderedAsNumbers(
      @ForAll("addresses") byte[] one, @ForAll("addresses") byte[] other)
      throws UnknownHostException {
    assertThat(Integer.signum(address(one).compareTo(address(other))))
        .isEqualTo(number(address(one)).compareTo(number(address(other))));
  }

  @Property
  void aBlockHoldsTheAddressesThatBeginAlike(
      @ForAll("addresses") byte[] base,
      @ForAll("addresses") byte[] other,
      @ForAll @IntRange(max = 128) int bits)
      throws UnknownHostException {
    CidrBlock block = block(address(base), bits);
    IpAddress address = address(other);
    boolean beginsAlike = agreeingBits(block.first(), address) >= bits;

    assertThat(AddressRules.of(List.of(block), NONE).admit(address))
        .isEqualTo(beginsAlike && block.isIpv4() == address.isIpv4());
  }

  @Property
  void aSetHoldsWhatOneOfItsBlocksHolds(
      @ForAll @Size(max = 20) List<@IntRange(max = 0xFFFF) Integer> starts,
      @ForAll @IntRange(min = 112, max = 128) int bits,
      @ForAll @IntRange(max = 0xFFFF) int wanted) {
    List<CidrBlock> blocks = starts.stream().map(s -> block(low(s), 128 - s % 17)).toList();
    IpAddress address = low(wanted);

    assertThat(AddressSet.of(blocks).contains(address))
        .isEqualTo(blocks.stream().anyMatch(b -> AddressSet.of(List.of(b)).contains(address)));
    assertThat(AddressSet.of(List.of(block(address, bits))).contains(address)).isTrue();
  }

  @Property
  void whatIsNoBlockIsRefusedAndNothingElseIsThrown(@ForAll String written) {
    try {
      assertThat(CidrBlock.parse(CidrBlock.parse(written).toString())).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining(written);
    }
  }

  @Property
  void aBlockIsWrittenAsItIsRead(
      @ForAll("addresses") byte[] base, @ForAll @IntRange(max = 128) int bits)
      throws UnknownHostException {
    CidrBlock block = block(address(base), bits);

    assertThat(CidrBlock.parse(block.toString())).isEqualTo(block);
  }

  private static IpAddress low(int number) {
    return new IpAddress(0x2001_0db8_0000_0000L, number);
  }

  private static CidrBlock block(IpAddress base, int bits) {
    BigInteger rest = BigInteger.ONE.shiftLeft(128 - bits).subtract(BigInteger.ONE);
    BigInteger first = number(base).andNot(rest);
    return new CidrBlock(new IpAddress(first.shiftRight(64).longValue(), first.longValue()), bits);
  }

  private static int agreeingBits(IpAddress one, IpAddress other) {
    return 128 - number(one).xor(number(other)).bitLength();
  }

  private static BigInteger number(IpAddress address) {
    return new BigInteger(Long.toHexString(address.high()), 16)
        .shiftLeft(64)
        .or(new BigInteger(Long.toHexString(address.low()), 16));
  }

  private static IpAddress address(byte[] octets) throws UnknownHostException {
    return IpAddress.of(InetAddress.getByAddress(octets));
  }

  /** Of both kinds, with many zeros and ones, and mapped ones among them. */
  @Provide
  Arbitrary<byte[]> addresses() {
    Arbitrary<Byte> octet =
        Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.of((byte) 0, (byte) -1)), Tuple.of(1, Arbitraries.bytes()));
    Arbitrary<byte[]> ipv4 = octet.array(byte[].class).ofSize(4);
    Arbitrary<byte[]> ipv6 = octet.array(byte[].class).ofSize(16);
    return Arbitraries.oneOf(ipv4, ipv6, ipv4.map(AddressProperty::mapped));
  }

  private static byte[] mapped(byte[] ipv4) {
    byte[] octets = new byte[16];
    octets[10] = -1;
    octets[11] = -1;
    System.arraycopy(ipv4, 0, octets, 12, 4);
    return octets;
  }
}
