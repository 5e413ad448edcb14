package dev.alpnmux.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.testkit.FakeGateway;
import dev.alpnmux.testkit.TestCertificate;
import dev.alpnmux.testkit.TestCertificates;
import dev.alpnmux.testkit.TlsGateway;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of an identity change while a client is in use. */
@Timeout(60)
class IdentityReloadScenario {
  /** Tells each client who it is taken for. */
  private static final TlsGateway.Service NAMING =
      (tls, below) -> {
        String name = tls.getSession().getPeerPrincipal().getName();
        tls.getOutputStream().write((name + '\n').getBytes(US_ASCII));
      };

  @TempDir private Path folder;
  private Path certificate;
  private Path key;
  private final RecordedEvents events = new RecordedEvents();

  @BeforeEach
  void anIdentityIsThere() throws Exception {
    certificate = folder.resolve("client.pem");
    key = folder.resolve("client.key");
    replaceBy(TestCertificates.client("old"));
  }

  private void replaceBy(TestCertificate bundle) throws IOException {
    replace(certificate, bundle.certificatePem());
    replace(key, bundle.keyPem());
  }

  /** As careful programs do it. */
  private static void replace(Path file, String text) throws IOException {
    Path next = file.resolveSibling(file.getFileName() + ".next");
    Files.writeString(next, text);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private AlpnmuxClient client(FakeGateway gateway) throws IOException {
    return TestPki.client(gateway).identity(Identity.pem(certificate, key)).events(events).build();
  }

  private static String nameAt(AlpnmuxClient client) throws IOException {
    try (ServiceSocket socket = client.connect("echo")) {
      return new String(socket.getInputStream().readAllBytes(), US_ASCII).strip();
    }
  }

  private static FakeGateway naming(String version) throws IOException {
    return FakeGateway.start(
        TlsGateway.with(TestCertificates.SERVER)
            .version(version)
            .requiringClientCertificate()
            .service(NAMING));
  }

  /** A key manager that changes its mind goes on with the old one, by the session's resumption. */
  @ParameterizedTest
  @ValueSource(strings = {TlsGateway.TLS_1_3, TlsGateway.TLS_1_2})
  void theNextConnectionShowsTheNewIdentityAndResumesNothingOfTheOld(String version)
      throws Exception {
    try (FakeGateway gateway = naming(version)) {
      AlpnmuxClient client = client(gateway);
      assertThat(nameAt(client)).isEqualTo("CN=old");
      assertThat(nameAt(client)).isEqualTo("CN=old");

      replaceBy(TestCertificates.client("new"));

      assertThat(nameAt(client)).isEqualTo("CN=new");
      assertThat(nameAt(client)).isEqualTo("CN=new");
      assertThat(events.heard()).containsOnlyOnce("identityReloaded");
    }
  }

  @Test
  void anIdentityThatOnlyALinkLeadsToIsSeenWhenTheLinkMoves() throws Exception {
    Path first = Files.createDirectory(folder.resolve("first"));
    Path second = Files.createDirectory(folder.resolve("second"));
    Files.move(certificate, first.resolve("client.pem"));
    Files.move(key, first.resolve("client.key"));
    replaceByIn(second, TestCertificates.client("new"));
    Path current = Files.createSymbolicLink(folder.resolve("current"), first);
    certificate = current.resolve("client.pem");
    key = current.resolve("client.key");
    try (FakeGateway gateway = naming(TlsGateway.TLS_1_3)) {
      AlpnmuxClient client = client(gateway);
      assertThat(nameAt(client)).isEqualTo("CN=old");
      Path next = Files.createSymbolicLink(folder.resolve("next"), second);
      Files.move(next, current, StandardCopyOption.ATOMIC_MOVE);
      assertThat(nameAt(client)).isEqualTo("CN=new");
    }
  }

  private static void replaceByIn(Path folder, TestCertificate bundle) throws IOException {
    Files.writeString(folder.resolve("client.pem"), bundle.certificatePem());
    Files.writeString(folder.resolve("client.key"), bundle.keyPem());
  }

  @Test
  void garbageKeepsTheOldIdentityAndIsToldOnce() throws Exception {
    try (FakeGateway gateway = naming(TlsGateway.TLS_1_3)) {
      AlpnmuxClient client = client(gateway);
      replace(certificate, "this is no certificate");

      assertThat(nameAt(client)).isEqualTo("CN=old");
      assertThat(nameAt(client)).isEqualTo("CN=old");
      assertThat(events.heard())
          .filteredOn(event -> event.startsWith("identityKept"))
          .singleElement()
          .asString()
          .contains(certificate.toString());
      assertThat(events.heard()).doesNotContain("identityReloaded");

      replaceBy(TestCertificates.client("new"));
      assertThat(nameAt(client)).isEqualTo("CN=new");
    }
  }

  @Test
  void aMissingFileKeepsTheOldIdentity() throws Exception {
    try (FakeGateway gateway = naming(TlsGateway.TLS_1_3)) {
      AlpnmuxClient client = client(gateway);
      Files.delete(key);
      assertThat(nameAt(client)).isEqualTo("CN=old");
      assertThat(events.heard()).contains("identityKept " + key + ": there is no such file");
    }
  }

  @Test
  void aKeyOfAnotherCertificateKeepsTheOldIdentity() throws Exception {
    try (FakeGateway gateway = naming(TlsGateway.TLS_1_3)) {
      AlpnmuxClient client = client(gateway);
      replace(key, TestCertificates.client("new").keyPem());
      assertThat(nameAt(client)).isEqualTo("CN=old");
      assertThat(events.heard())
          .contains("identityKept " + key + ": this is not the private key of " + certificate);
    }
  }

  @Test
  void aLibraryWithAContextOfOursShowsTheNewIdentityToo() throws Exception {
    try (FakeGateway gateway = naming(TlsGateway.TLS_1_3)) {
      var context = client(gateway).sslContext("echo");
      replaceBy(TestCertificates.client("new"));
      try (var socket = context.getSocketFactory().createSocket("localhost", gateway.port())) {
        assertThat(new String(socket.getInputStream().readAllBytes(), US_ASCII))
            .isEqualTo("CN=new\n");
      }
    }
  }
}
