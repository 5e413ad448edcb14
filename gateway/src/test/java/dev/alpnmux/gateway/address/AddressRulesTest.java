package dev.alpnmux.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AddressRulesTest {
  private static final List<CidrBlock> NONE = List.of();

  @Test
  void withoutBlocksEverybodyIsAdmitted() {
    assertThat(AddressRules.EVERYBODY.admitEverybody()).isTrue();
    assertThat(admits(AddressRules.EVERYBODY, "192.0.2.1")).isTrue();
    assertThat(admits(AddressRules.EVERYBODY, "::")).isTrue();
  }

  @Test
  void whoIsNotAllowedIsKeptOut() {
    AddressRules rules = AddressRules.of(blocks("10.0.0.0/8", "2001:db8::/32"), NONE);

    assertThat(rules.admitEverybody()).isFalse();
    assertThat(admits(rules, "10.255.255.255")).isTrue();
    assertThat(admits(rules, "11.0.0.0")).isFalse();
    assertThat(admits(rules, "9.255.255.255")).isFalse();
    assertThat(admits(rules, "2001:db8:ffff::1")).isTrue();
    assertThat(admits(rules, "2001:db9::")).isFalse();
  }

  @Test
  void whoIsDeniedIsKeptOutAlthoughAllowed() {
    AddressRules rules = AddressRules.of(blocks("10.0.0.5"), blocks("10.0.0.0/8"));

    assertThat(admits(rules, "10.0.0.5")).isFalse();
    assertThat(admits(AddressRules.of(NONE, blocks("10.0.0.0/8")), "11.0.0.0")).isTrue();
  }

  @Test
  void aMappedAddressIsTheIpv4Address() {
    AddressRules rules = AddressRules.of(blocks("10.0.0.0/8"), NONE);

    assertThat(admits(rules, "::ffff:10.1.2.3")).isTrue();
    assertThat(admits(rules, "::a01:203")).isFalse();
  }

  @Test
  void blocksOfIpv6AroundIpv4HoldNoneOfIt() {
    AddressRules rules = AddressRules.of(blocks("::/0"), NONE);

    assertThat(admits(rules, "0.0.0.0")).isFalse();
    assertThat(admits(rules, "255.255.255.255")).isFalse();
    assertThat(admits(rules, "::1")).isTrue();
    assertThat(admits(rules, "::fffe:ffff:ffff")).isTrue();
    assertThat(admits(rules, "::1:0:0:0")).isTrue();
    assertThat(admits(AddressRules.of(blocks("0.0.0.0/0"), NONE), "::1")).isFalse();
  }

  @Test
  void rulesAreEqualWhenTheirBlocksAre() {
    AddressRules rules = AddressRules.of(blocks("10.0.0.0/8"), NONE);

    assertThat(rules).isEqualTo(AddressRules.of(blocks("10.0.0.0/8"), NONE));
    assertThat(rules).isNotEqualTo(AddressRules.of(NONE, blocks("10.0.0.0/8")));
    assertThat(rules).hasSameHashCodeAs(AddressRules.of(blocks("10.0.0.0/8"), NONE));
  }

  private static List<CidrBlock> blocks(String... written) {
    return Stream.of(written).map(CidrBlock::parse).toList();
  }

  private static boolean admits(AddressRules rules, String address) {
    return rules.admit(IpAddress.parse(address));
  }
}
