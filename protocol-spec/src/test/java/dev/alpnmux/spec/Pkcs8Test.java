package dev.alpnmux.spec;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.KeyException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Pkcs8Test {
  @Test
  void theCurveMovesFromTheKeyToTheAlgorithm() throws KeyException {
    String curve = "06082a8648ce3d030107";
    String key = "3012" + "020101" + "0401ff" + "a00a" + curve;
    assertThat(HexFormat.of().formatHex(Pkcs8.ofSec1(hex(key))))
        .isEqualTo("302e" + "020100" + "3013" + "06072a8648ce3d0201" + curve + "0414" + key);
  }

  @Test
  void lengthsAreWrittenInTheirShortestForm() throws KeyException {
    assertThat(Pkcs8.ofPkcs1(new byte[0x6A])).hasSize(2 + 3 + 15 + 2 + 0x6A).startsWith(0x30, 0x7E);
    assertThat(Pkcs8.ofPkcs1(new byte[0x7F])).startsWith(0x30, 0x81);
    assertThat(Pkcs8.ofPkcs1(new byte[0x1000])).startsWith(0x30, 0x82, 0x10, 0x16);
  }

  @Test
  void aKeyBeyondAllSizesInUseIsRefused() {
    assertThatThrownBy(() -> Pkcs8.ofPkcs1(new byte[0x10000])).isInstanceOf(KeyException.class);
  }

  @Test
  void aKeyWithoutACurveSaysSo() {
    assertThatThrownBy(() -> Pkcs8.ofSec1(hex("3006" + "020101" + "0401ff")))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("names no curve");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "30",
        "3003",
        "3080020101",
        "0403020101",
        "300302",
        "30030205ff",
        "30060484fffffffa",
        "300604847fffffff",
        "30ff",
        "300a04810484ffffffff00",
        "3084ffffffff020101",
        "3006020101a00affff",
        "3003020101a000",
      })
  @Timeout(value = 10, unit = SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aLyingLengthIsDamage(String key) {
    assertThatThrownBy(() -> Pkcs8.ofSec1(hex(key)))
        .isInstanceOf(KeyException.class)
        .hasMessageContaining("damaged");
  }

  private static byte[] hex(String digits) {
    return HexFormat.of().parseHex(digits);
  }
}
