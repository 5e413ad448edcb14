package dev.alpnmux.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigReaderTest {
  @TempDir Path folder;

  @Test
  void aFileThatDoesNotExistIsAProblem() {
    Path file = folder.resolve("absent.json");

    assertThatThrownBy(() -> ConfigReader.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ":1: there is no such file");
  }

  @Test
  void aFolderIsAProblem() {
    assertThatThrownBy(() -> ConfigReader.read(folder))
        .isInstanceOf(ConfigException.class)
        .hasMessage(folder + ":1: this is a directory");
  }

  @Test
  void aFileThatIsNotUtf8IsAProblem() throws IOException {
    Path file = Files.write(folder.resolve("latin1.json"), new byte[] {'"', (byte) 0xE9, '"'});

    assertThatThrownBy(() -> ConfigReader.read(file))
        .isInstanceOf(ConfigException.class)
        .hasMessage(file + ":1: the text is not UTF-8");
  }

  @Test
  void problemsHaveTheirPartsForPrograms() {
    ConfigException failure =
        catchThrowableOfType(
            ConfigException.class, () -> ConfigReader.read("{\n\"x~/\": 1 }", Path.of("a.json")));

    assertThat(failure.problems())
        .contains(
            new ConfigProblem(
                "a.json",
                2,
                "/x~0~1",
                "unknown key \"x~/\"; the keys here are $schema, listeners, certificates, services,"
                    + " admin, eventLoops, dataPath, limits, timeouts, ticketKeys, accessLog"));
  }

  @Test
  void pathsAreRelativeToTheFolderOfTheFile() throws IOException, ConfigException {
    for (String name : new String[] {"gw.pem", "gw.key"}) {
      Files.copy(ConfigFiles.file("pem/" + name), folder.resolve(name));
    }
    String text = Files.readString(ConfigFiles.file("good/minimal.json")).replace("../pem/", "");

    GatewayConfig config = ConfigReader.read(text, folder.resolve("gateway.json"));

    assertThat(config.certificates().get(0).file()).isEqualTo(folder.resolve("gw.pem").toString());
  }

  @Test
  void aFileWithoutAFolderIsInTheWorkingOne() {
    String text =
        "{ \"certificates\": [ { \"certificate\": \"no.pem\", \"privateKey\": \"no.key\" } ] }";

    assertThatThrownBy(() -> ConfigReader.read(text, Path.of("gateway.json")))
        .hasMessageContaining("/certificates/0/certificate: no.pem: there is no such file");
  }
}
