package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.testkit.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads about a file that cannot be used. */
class PemFileTest {
  @TempDir private Path folder;

  private Path file(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  @Test
  void aFileThatIsNotThereIsNamed() {
    Path absent = folder.resolve("absent.pem");

    assertThatThrownBy(() -> Trust.pem(absent))
        .isInstanceOf(IOException.class)
        .hasMessage("%s: there is no such file", absent);
  }

  @Test
  void aFileWithoutACertificateIsNamed() throws IOException {
    Path empty = file("empty.pem", "nothing");

    assertThatThrownBy(() -> Trust.pem(empty))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("%s: cannot be used: ", empty);
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() throws IOException {
    Path certificate = file("client.pem", TestCertificates.CLIENT.certificatePem());
    Path key = file("other.key", TestCertificates.UNTRUSTED_CLIENT.keyPem());

    assertThatThrownBy(() -> Identity.pem(certificate, key))
        .isInstanceOf(IOException.class)
        .hasMessage("%s: this is not the private key of %s", key, certificate);
  }
}
