package dev.alpnmux.spec;

import static dev.alpnmux.spec.HelloBuilder.hello;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RefusalTest {
  private static final int NO_ALERT = 0;

  /** The names are public API: metric labels, log fields, expectations of vectors. */
  @Test
  void theNamesAreExactlyThePublishedOnes() {
    List<String> published =
        List.of(
            ("not_tls hello_timeout hello_too_large malformed_hello duplicate_extension tls_version"
                    + " no_server_name unknown_server_name no_protocol unknown_service"
                    + " service_elsewhere acme_not_alone ambiguous_offer upstream_unavailable limit"
                    + " draining address_denied proxy_header retry_mismatch negotiated_mismatch"
                    + " handshake_failed client_certificate_missing client_certificate_untrusted"
                    + " client_certificate_expired client_certificate_revoked"
                    + " client_certificate_not_allowed")
                .split(" "));
    assertThat(Arrays.stream(Refusal.values()).map(Refusal::toString)).isEqualTo(published);
  }

  @ParameterizedTest
  @CsvSource({
    "not_tls, 0",
    "hello_timeout, 0",
    "hello_too_large, 50",
    "malformed_hello, 50",
    "duplicate_extension, 47",
    "tls_version, 70",
    "no_server_name, 109",
    "unknown_server_name, 112",
    "no_protocol, 120",
    "unknown_service, 120",
    "service_elsewhere, 120",
    "acme_not_alone, 120",
    "ambiguous_offer, 120",
    "upstream_unavailable, 80",
    "limit, 80",
    "draining, 0",
    "address_denied, 120",
    "proxy_header, 0",
    "retry_mismatch, 47",
    "negotiated_mismatch, 0",
    "handshake_failed, 0",
    "client_certificate_missing, 0",
    "client_certificate_untrusted, 0",
    "client_certificate_expired, 0",
    "client_certificate_revoked, 0",
    "client_certificate_not_allowed, 0",
  })
  void everyReasonHasItsAlert(String name, int alert) {
    Refusal refusal = refusal(name);
    assertThat(refusal.alert().map(AlertDescription::code).orElse(NO_ALERT)).isEqualTo(alert);
  }

  @Test
  void aMissingServerNameIsToldToAnOldClientInTheAlertItKnows() {
    assertThat(Refusal.NO_SERVER_NAME.alertFor(offering(0x0303, 0x0304)))
        .contains(AlertDescription.MISSING_EXTENSION);
    assertThat(Refusal.NO_SERVER_NAME.alertFor(offering(0x0303)))
        .contains(AlertDescription.UNRECOGNIZED_NAME);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NO_SERVER_NAME")
  void everyOtherAlertIsTheSameForAllClients(Refusal refusal) {
    assertThat(refusal.alertFor(offering(0x0303))).isEqualTo(refusal.alert());
    assertThat(refusal.alertFor(offering(0x0304))).isEqualTo(refusal.alert());
  }

  @Test
  void everySentenceIsItsOwn() {
    assertThat(Arrays.stream(Refusal.values()).map(Refusal::sentence))
        .doesNotHaveDuplicates()
        .allSatisfy(sentence -> assertThat(sentence).matches("[a-z].*[^.]"));
  }

  private static ClientHello offering(Integer... versions) {
    HelloResult result = HelloFeed.read(hello().versions(versions).record());
    return ((HelloResult.Complete) result).hello();
  }

  private static Refusal refusal(String name) {
    return Stream.of(Refusal.values())
        .filter(refusal -> refusal.toString().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
