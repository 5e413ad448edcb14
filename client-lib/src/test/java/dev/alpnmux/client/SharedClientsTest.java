package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.alpnmux.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SharedClientsTest {
  @TempDir private Path folder;
  private Path authority;

  @BeforeEach
  void anAuthorityIsThere() throws IOException {
    authority = folder.resolve("ca.pem");
    Files.copy(TestCertificates.CA.certificateFile(), authority);
  }

  private AlpnmuxClient client(String service, String more) {
    return FactorySettings.of("alpnmux://gw.example:443/" + service + "?trust=" + authority + more)
        .client();
  }

  @Test
  void factoriesWithTheSameSettingsShareAClientWhateverTheirServices() {
    assertThat(client("orders", "")).isSameAs(client("orders", "")).isSameAs(client("redis", ""));
  }

  @Test
  void anotherSettingIsAnotherClient() {
    assertThat(client("orders", "")).isNotSameAs(client("orders", "&serverName=other.example"));
  }

  @Test
  void authoritiesThatHaveChangedAreRead() throws IOException {
    AlpnmuxClient before = client("orders", "");
    Files.writeString(authority, Files.readString(authority) + "\n");
    assertThat(client("orders", "")).isNotSameAs(before);
  }

  @Test
  void aFileThatIsGoneIsSaid() throws IOException {
    client("orders", "");
    Files.delete(authority);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> client("orders", ""))
        .withMessageContaining("there is no such file");
  }
}
