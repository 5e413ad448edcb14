package dev.alpnmux.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
  @ParameterizedTest
  @CsvSource({
    "0,0",
    "0.1,0.1",
    "3,3",
    "3.14,3.1",
    "9.94,9.9",
    "9.96,10",
    "120.4,120",
    "999.4,999",
    "999.6,1.0k",
    "1234,1.2k",
    "999600,1.0M",
    "1e30,1000000000000000P"
  })
  void aRateHasTwoDigitsThatCount(double rate, String text) {
    assertThat(Figures.rate(rate)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "0,0 B",
    "812,812 B",
    "1023,1023 B",
    "1024,1 KiB",
    "1048576,1 MiB",
    "14680064,14 MiB",
    "15032385536,14 GiB"
  })
  void bytesAreCountedInPowersOfTwo(double bytes, String text) {
    assertThat(Figures.bytes(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "-5,0s",
    "0,0s",
    "59,59s",
    "60,1m",
    "3599,59m",
    "3600,1h 0m",
    "11520,3h 12m",
    "86400,1d 0h",
    "352800,4d 2h"
  })
  void aSpanOfTimeHasTwoUnitsAtTheMost(long seconds, String text) {
    assertThat(Figures.span(seconds)).isEqualTo(text);
  }
}
