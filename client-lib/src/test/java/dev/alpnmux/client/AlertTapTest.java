package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class AlertTapTest {
  private static final byte[] SERVER_HELLO = {22, 3, 3, 0, 4, 2, 0, 0, 0};
  private static final byte[] EMPTY_RECORD = {22, 3, 3, 0, 0};
  private static final byte[] ALERT_120 = {21, 3, 3, 0, 2, 2, 120};
  private static final byte[] WARNING_112 = {21, 3, 3, 0, 2, 1, 112};
  private static final byte[] ENCRYPTED_ALERT = {21, 3, 3, 0, 4, 2, 40, 2, 40};

  private static AlertTap after(byte[]... arrivals) {
    AlertTap tap = new AlertTap();
    for (byte[] bytes : arrivals) {
      tap.see(bytes, 0, bytes.length);
    }
    return tap;
  }

  @Test
  void aPlainAlertIsSeen() {
    AlertTap tap = after(ALERT_120);

    assertThat(tap.alert()).hasValue(120);
    assertThat(tap.hasServerHello()).isFalse();
    assertThat(tap.isTls()).isTrue();
  }

  @Test
  void anAlertIsSeenHoweverTheBytesArrive() {
    byte[] whole = {22, 3, 3, 0, 1, 2, 21, 3, 1, 0, 2, 2, (byte) 200};
    for (int first = 0; first <= whole.length; first++) {
      for (int second = first; second <= whole.length; second++) {
        AlertTap tap = new AlertTap();
        tap.see(whole, 0, first);
        tap.see(whole, first, second - first);
        tap.see(whole, second, whole.length - second);

        assertThat(tap.alert()).as("%d, %d", first, second).hasValue(200);
        assertThat(tap.hasServerHello()).isTrue();
      }
    }
  }

  @Test
  void anAlertAfterTheServerHelloIsSeen() {
    AlertTap tap = after(SERVER_HELLO, EMPTY_RECORD, ALERT_120);

    assertThat(tap.alert()).hasValue(120);
    assertThat(tap.hasServerHello()).isTrue();
  }

  @Test
  void aWarningIsNoVerdict() {
    assertThat(after(WARNING_112).alert()).isEmpty();
    assertThat(after(WARNING_112, ALERT_120).alert()).hasValue(120);
  }

  @Test
  void anEncryptedAlertIsNotGuessed() {
    assertThat(after(SERVER_HELLO, ENCRYPTED_ALERT).alert()).isEmpty();
  }

  @Test
  void whatLooksLikeAnAlertWithinAPayloadIsNone() {
    byte[] record = {22, 3, 3, 0, 7, 21, 3, 3, 0, 2, 2, 120};

    assertThat(after(record).alert()).isEmpty();
  }

  @Test
  void otherProtocolsAreTold() {
    byte[] banner = "SSH-2.0-x\r\n".getBytes(StandardCharsets.US_ASCII);

    assertThat(after(banner).isTls()).isFalse();
    assertThat(after(banner, ALERT_120).alert()).isEmpty();
  }

  @Test
  void nothingIsSeenOnceItIsStopped() {
    AlertTap tap = after(SERVER_HELLO);
    tap.stop();
    tap.see(ALERT_120, 0, ALERT_120.length);

    assertThat(tap.alert()).isEmpty();
  }
}
