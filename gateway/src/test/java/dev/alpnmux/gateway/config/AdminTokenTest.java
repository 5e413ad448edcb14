package dev.alpnmux.gateway.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminTokenTest {
  private static final String SECRET = "0123456789abcdef";

  @TempDir Path folder;

  @Test
  void theLineOfTheFileIsTheSecret() throws Exception {
    AdminToken token = read("rw-------", SECRET + "\r\n");
    assertThat(token.isShownBy(SECRET)).isTrue();
    assertThat(token.isShownBy(SECRET + "0")).isFalse();
    assertThat(token.isShownBy("")).isFalse();
    assertThat(token.toString()).doesNotContain(SECRET);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "two words of a secret", "0123456789abcde\u00e9"})
  void whatIsNoSecretIsRefusedAndNotShown(String text) {
    assertThatThrownBy(() -> read("rw-------", text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("/admin/token: " + folder.resolve("token") + ": expected one line of")
        .hasMessageContaining("openssl rand -hex 32")
        .satisfies(
            e ->
                assertThat(text.isEmpty() || !String.valueOf(e.getMessage()).contains(text))
                    .isTrue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rw-r-----", "rw----r--", "rwx------"})
  void aFileThatOthersMayUseIsRefused(String permissions) {
    assertThatThrownBy(() -> read(permissions, SECRET))
        .isInstanceOf(ConfigException.class)
        .hasMessageEndingWith(
            ": expected permissions for its owner alone, 0600 or less; run chmod 600 on it");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.9.9.9", "localhost", "[::1]"})
  void thisMachineAloneGetsToALoopbackAddress(String host) throws Exception {
    assertThat(admin(host).isReachableFromOutside()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0.0.0.0", "10.0.0.1", "gw.example.com", "[::]", "[2001:db8::1]"})
  void everyOtherAddressIsReachedFromOutside(String host) throws Exception {
    assertThat(admin(host).isReachableFromOutside()).isTrue();
  }

  private AdminConfig admin(String host) throws ConfigException {
    return config("{'address':'" + host + ":0'}").admin().orElseThrow();
  }

  private AdminToken read(String permissions, String text) throws IOException, ConfigException {
    Path file = Files.writeString(folder.resolve("token"), text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    return config("{'address':':0','token':'token'}").admin().flatMap(AdminConfig::token).get();
  }

  private GatewayConfig config(String admin) throws ConfigException {
    String document =
        "{'listeners':[{'address':':0'}],'services':{'x':{'mode':'passthrough',"
            + "'upstreams':['h:1']}},'admin':"
            + admin
            + "}";
    return ConfigReader.read(document.replace('\'', '"'), folder.resolve("gateway.json"));
  }
}
