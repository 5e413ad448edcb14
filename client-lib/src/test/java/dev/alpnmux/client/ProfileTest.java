package dev.alpnmux.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProfileTest {
  private static final String PIN = "sha256/47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("work.properties");
  }

  private ProfileFolder profiles() {
    return new ProfileFolder(Map.of("ALPNMUX_PROFILES", folder.toString()), "/nowhere");
  }

  private Profile written(String... lines) throws IOException {
    Files.writeString(file(), String.join("\n", lines));
    return Profile.read("work", profiles());
  }

  private void assertRefused(String reason, String... lines) {
    assertThatThrownBy(() -> written(lines))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file() + ": ")
        .hasMessageContaining(reason)
        .hasMessageNotContaining("\n");
  }

  @Test
  void everySettingIsReadAndPathsAreRelativeToTheFile() throws IOException {
    Profile profile =
        written(
            "# the office",
            "gateway = gw.test:443,srv:_alpnmux._tcp.example.com",
            "trust=ca.pem",
            "serverName=x.test",
            "cert=../me.pem",
            "key=/keys/me.key",
            "connectTimeout=250ms ");

    assertThat(profile.settingsBeside(Set.of()))
        .containsOnly(
            Map.entry("gateway", "gw.test:443,srv:_alpnmux._tcp.example.com"),
            Map.entry("trust", folder.resolve("ca.pem").toString()),
            Map.entry("serverName", "x.test"),
            Map.entry("cert", folder.resolveSibling("me.pem").toString()),
            Map.entry("key", "/keys/me.key"),
            Map.entry("connectTimeout", "250ms"));
  }

  @Test
  void whatIsGivenIsNotTakenFromTheProfile() throws IOException {
    Profile profile = written("gateway=gw.test:443", "serverName=x.test");

    assertThat(profile.settingsBeside(Set.of("gateway"))).containsOnlyKeys("serverName");
  }

  @Test
  void aGivenPinReplacesTrustAndAGivenCertificateItsKey() throws IOException {
    Profile profile = written("trust=ca.pem", "cert=me.pem", "key=me.key");

    assertThat(profile.settingsBeside(Set.of("pin"))).containsOnlyKeys("cert", "key");
    assertThat(profile.settingsBeside(Set.of("key"))).containsOnlyKeys("trust");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "gatway=gw.test:443 | unknown setting \"gatway\"; did you mean \"gateway\"?",
        "colour=red | unknown setting \"colour\"; known are gateway, trust, pin,",
        "service=echo | unknown setting \"service\"; known are",
        "gateway=gw.test | a gateway is written host:port",
        "gateway=srv:a b | ",
        "gateway= | the setting \"gateway\" is empty",
        "pin=md5/x | ",
        "serverName=a b | ",
        "connectTimeout=soon | a duration is written 250ms, 5s or 1m",
        "connectTimeout=0s | a connect timeout is positive",
        "cert=me.pem | cert and key go together",
        "trust=\\u12 | "
      })
  void aWrongLineIsToldWithItsFile(String line, String reason) {
    assertRefused(reason == null ? "" : reason, line);
  }

  @Test
  void aSettingGivenTwiceIsRefused() {
    assertRefused("\"gateway\" is given twice", "gateway=a.test:1", "gateway=b.test:1");
  }

  @Test
  void trustAndPinTogetherAreRefused() {
    assertRefused("not both", "trust=ca.pem", "pin=" + PIN);
  }

  @Test
  void theNearestProfileIsSuggestedForOneThatIsNotThere() throws IOException {
    Files.writeString(file(), "");

    assertThatThrownBy(() -> Profile.read("wrok", profiles()))
        .isInstanceOf(IOException.class)
        .hasMessage(
            folder.resolve("wrok.properties")
                + ": there is no such profile; did you mean \"work\"?");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", ".hidden", "../work", "a/b", "a\\b", "a b", "/etc/x", "ä"})
  void aNameThatLeadsElsewhereIsRefused(String name) {
    assertThatThrownBy(() -> Profile.read(name, profiles()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining('"' + name + '"');
  }

  @Test
  void aFileThatIsNoTextIsToldWithItsName() throws IOException {
    Files.write(file(), new byte[] {(byte) 0xFF});

    assertThatThrownBy(() -> Profile.read("work", profiles()))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file() + ": cannot be read: ");
  }

  @Test
  void theFolderIsTheChosenOneOrTheConfiguredOneOrTheUsualOne() {
    assertThat(folderOf(Map.of("ALPNMUX_PROFILES", "/p", "XDG_CONFIG_HOME", "/x")))
        .isEqualTo("/p/a.properties");
    assertThat(folderOf(Map.of("ALPNMUX_PROFILES", "", "XDG_CONFIG_HOME", "/x")))
        .isEqualTo("/x/alpnmux/a.properties");
    assertThat(folderOf(Map.of("XDG_CONFIG_HOME", "relative")))
        .isEqualTo("/home/me/.config/alpnmux/a.properties");
    assertThat(folderOf(Map.of())).isEqualTo("/home/me/.config/alpnmux/a.properties");
  }

  private static String folderOf(Map<String, String> environment) {
    return new ProfileFolder(environment, "/home/me").file("a").toString();
  }
}
