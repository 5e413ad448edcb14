package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AlertDescriptionTest {
  @Test
  void noApplicationProtocolIsTheKnownSevenBytes() {
    assertThat(HexFormat.of().formatHex(AlertDescription.NO_APPLICATION_PROTOCOL.record()))
        .isEqualTo("15030300020278");
  }

  @ParameterizedTest
  @EnumSource
  void everyRecordIsAFatalAlertOfItsCode(AlertDescription alert) {
    assertThat(alert.record()).containsExactly(0x15, 3, 3, 0, 2, 2, alert.code());
    assertThat(alert.record()).isNotSameAs(alert.record());
  }

  @ParameterizedTest
  @EnumSource
  void everyCodeLeadsBackToItsAlert(AlertDescription alert) {
    assertThat(AlertDescription.of(alert.code())).contains(alert);
  }

  @Test
  void aNumberThatIsNoAlertHereGivesNothing() {
    for (int code : new int[] {-1, 1, 255, 256, 120 + 256}) {
      assertThat(AlertDescription.of(code)).isEmpty();
    }
  }

  @Test
  void theNameIsTheOneOfTheRfcs() {
    assertThat(AlertDescription.NO_APPLICATION_PROTOCOL).hasToString("no_application_protocol");
    assertThat(AlertDescription.UNKNOWN_CA).hasToString("unknown_ca");
  }
}
