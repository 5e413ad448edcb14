package dev.alpnmux.cli.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UserDataFolderTest {
  @Test
  void linuxHasItBelowTheHomeOfTheUser() {
    assertThat(UserDataFolder.path(Map.of(), "Linux", "/home/ann"))
        .isEqualTo(Path.of("/home/ann/.local/share/alpnmux"));
  }

  @Test
  void environmentDecidesWhereItIsSet() {
    Map<String, String> environment = Map.of("XDG_DATA_HOME", "/data");

    assertThat(UserDataFolder.path(environment, "Linux", "/home/ann"))
        .isEqualTo(Path.of("/data/alpnmux"));
  }

  @Test
  void relativePathInTheEnvironmentIsIgnored() {
    Map<String, String> environment = Map.of("XDG_DATA_HOME", "data");

    assertThat(UserDataFolder.path(environment, "Linux", "/home/ann"))
        .isEqualTo(Path.of("/home/ann/.local/share/alpnmux"));
  }

  @Test
  void macHasItInApplicationSupport() {
    assertThat(UserDataFolder.path(Map.of(), "Mac OS X", "/Users/ann"))
        .isEqualTo(Path.of("/Users/ann/Library/Application Support/alpnmux"));
  }
}
