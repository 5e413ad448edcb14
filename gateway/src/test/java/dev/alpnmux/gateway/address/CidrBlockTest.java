package dev.alpnmux.gateway.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrBlockTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.0.0.0/8",
    "0.0.0.0/0, 0.0.0.0/0",
    "192.0.2.7, 192.0.2.7/32",
    "192.0.2.7/32, 192.0.2.7/32",
    "2001:DB8:0:0::/32, 2001:db8::/32",
    "2001:db8::1, 2001:db8::1/128",
    "::/0, ::/0",
    "::ffff:10.0.0.0/104, 10.0.0.0/8",
    "::ffff:0:0/96, 0.0.0.0/0",
    "::ffff:192.0.2.7, 192.0.2.7/32"
  })
  void aBlockIsReadInEachOfItsForms(String written, String block) {
    assertThat(CidrBlock.parse(written)).hasToString(block).isEqualTo(CidrBlock.parse(block));
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.5/8, 10.0.0.0/8, 10.0.0.5",
    "192.0.2.7/31, 192.0.2.6/31, 192.0.2.7",
    "1.2.3.4/0, 0.0.0.0/0, 1.2.3.4",
    "2001:db8::1/64, 2001:db8::/64, 2001:db8::1",
    "2001:db8::1/32, 2001:db8::/32, 2001:db8::1"
  })
  void bitsBehindThePrefixAreAnErrorThatSaysWhatToWrite(String written, String block, String one) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CidrBlock.parse(written))
        .withMessage(
            "\"%s\" has bits behind its prefix; write %s for the block, or %s for the one address",
            written, block, one);
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.0/33", "2001:db8::/129", "10.0.0.0/999"})
  void aPrefixIsNotLongerThanTheAddress(String written) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CidrBlock.parse(written))
        .withMessageMatching("expected a prefix of at most (32|128) bits but found \".*\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/8",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "10.0.0.0/8/8",
        "10.0.0.0/255.0.0.0",
        "10.0.0",
        "10",
        "10.0.0.256",
        "10.0.0.010",
        "0x0a.0.0.1",
        " 10.0.0.1",
        "10.0.0.0/8 ",
        "lan.example.com",
        "[2001:db8::1]",
        "::10.0.0.1",
        "::ffff:10.0.0.01",
        "2001:db8::1%eth0",
        "2001:db8:::1",
        "2001:db8::g",
        "*"
      })
  void whatIsNoBlockIsRefused(String written) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CidrBlock.parse(written))
        .withMessage(
            "expected an address or a block such as 10.0.0.0/8 or 2001:db8::/32 but found \"%s\"",
            written);
  }

  @Test
  void aBlockThatIsNotAlignedCannotBeMade() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CidrBlock(IpAddress.parse("2001:db8::1"), 64));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new CidrBlock(IpAddress.parse("2001:db8::1"), 129));
  }
}
