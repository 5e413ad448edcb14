package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.spec.KnownProtocol.Carriage;
import dev.alpnmux.spec.KnownProtocol.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ProtocolRegistryTest {
  private static final Path FILE = Path.of("src/main/resources/dev/alpnmux/spec/alpn-ids.tsv");
  private static final String COLUMNS =
      "id\tidHex\tname\treference\ttransport\tclientSpeaksFirst\tdirectTls\tstatus\tnotes";

  @Test
  void anIdIsFoundByItsOctets() {
    assertThat(ProtocolRegistry.find(ApplicationProtocol.parse("h2")))
        .contains(
            new KnownProtocol(
                ApplicationProtocol.parse("h2"),
                "HTTP/2 over TLS",
                "RFC 9113",
                Carriage.TLS,
                true,
                true,
                Status.REGISTERED,
                ""));
    assertThat(ProtocolRegistry.find(ApplicationProtocol.parse("H2"))).isEmpty();
  }

  @Test
  void whoSpeaksFirstAndWhatCarriesItIsKnown() {
    assertThat(named("imap").clientSpeaksFirst()).isFalse();
    assertThat(named("postgresql").clientSpeaksFirst()).isTrue();
    assertThat(named("managesieve").directTls()).isFalse();
    assertThat(named("h2c").carriage()).isEqualTo(Carriage.CLEAR);
    assertThat(named("h3").carriage()).isEqualTo(Carriage.QUIC);
    assertThat(named("co").carriage()).isEqualTo(Carriage.DTLS);
    assertThat(named("radius/1.1").carriage()).isEqualTo(Carriage.TLS_OR_DTLS);
    assertThat(named("spdy/3").status()).isEqualTo(Status.HISTORIC);
    assertThat(named("ssh").status()).isEqualTo(Status.PRIVATE);
  }

  private static KnownProtocol named(String id) {
    return ProtocolRegistry.find(ApplicationProtocol.parse(id)).orElseThrow();
  }

  @Test
  void onlySomeCarriagesAreThoseOfATlsPort() {
    assertThat(Carriage.values())
        .filteredOn(Carriage::isTls)
        .containsExactly(Carriage.TLS, Carriage.TLS_OR_DTLS, Carriage.ANY);
  }

  @Test
  void theReservedIdsAreTheGreaseIds() {
    assertThat(ProtocolRegistry.all())
        .allMatch(known -> known.id().isGrease() == (known.status() == Status.RESERVED))
        .filteredOn(known -> known.status() == Status.RESERVED)
        .hasSize(16);
  }

  @Test
  void theCopySaysOfWhichDayItIsAndWhence() {
    assertThat(ProtocolRegistry.asOf()).matches("20[0-9]{2}-[01][0-9]-[0-3][0-9]");
    assertThat(ProtocolRegistry.source()).startsWith("https://www.iana.org/");
  }

  @Test
  void everyLineOfTheFileIsWhatItsHeadSays() throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(FILE));
    lines.removeIf(line -> line.startsWith("#"));
    assertThat(lines.remove(0)).isEqualTo(COLUMNS);
    assertThat(lines).hasSameSizeAs(ProtocolRegistry.all()).hasSizeGreaterThanOrEqualTo(53);
    assertThat(lines).allSatisfy(ProtocolRegistryTest::fitsTheColumns);
  }

  private static void fitsTheColumns(String line) {
    String[] columns = line.split("\t", -1);
    assertThat(columns).hasSize(9).allMatch(column -> column.equals(column.strip()));
    ApplicationProtocol id = ApplicationProtocol.parse(columns[0]);
    assertThat(columns[0]).isEqualTo(id.toString());
    assertThat(columns[1]).isEqualTo(hex(id));
    assertThat(columns[2]).isNotEmpty();
    assertThat(columns[3].isEmpty())
        .isEqualTo(
            columns[7].equals("private") && !id.equals(ApplicationProtocol.ALPNMUX_SERVICES_1));
  }

  private static String hex(ApplicationProtocol id) {
    return id.octets()
        .chars()
        .mapToObj(octet -> String.format(Locale.ROOT, "0x%02X", octet))
        .collect(Collectors.joining(" "));
  }
}
