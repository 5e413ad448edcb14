package dev.alpnmux.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.alpnmux.gateway.config.ConfigException;
import dev.alpnmux.gateway.config.JsonDocument;
import dev.alpnmux.gateway.config.JsonValue;
import dev.alpnmux.gateway.config.JsonValue.Fields;
import dev.alpnmux.gateway.config.Problems;
import dev.alpnmux.spec.ApplicationProtocol;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardsFileTest {
  @TempDir Path folder;

  @Test
  void everyForwardIsReadInItsOrder() throws Exception {
    assertThat(
            read(
                """
                { '$schema': './forwards-1.json',
                  'forwards': [ { 'service': 'orders-db', 'listen': '127.0.0.1:5432' },
                                { 'service': 'ssh', 'listen': 'unix:run/ssh' },
                                { 'service': 'a', 'listen': '0' },
                                { 'service': 'b', 'listen': '0' } ] }
                """))
        .containsExactly(
            Forwarding.parse("orders-db=5432"),
            Forwarding.parse("ssh=unix:conf/run/ssh"),
            Forwarding.parse("a=0"),
            Forwarding.parse("b=0"));
  }

  @Test
  void noForwardAtAllIsFine() throws Exception {
    assertThat(read("{'forwards': []}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "{} | conf/f.json:1: missing key 'forwards'",
        "{'forwards': 1} | conf/f.json:1: /forwards: expected a list",
        "{'forward': []} | conf/f.json:1: /forward: unknown key 'forward'; did you mean 'forwards'?",
        "{'forwards': [], 'forwards': []} | :1: /forwards: duplicate key 'forwards'",
        "{'forwards': [{'service':'x'}]} | /forwards/0: missing key 'listen'",
        "{'forwards': [{'service':'','listen':'1'}]} | /forwards/0/service: ",
        "{'forwards': [{'service':'x','listen':'1x'}]} | /forwards/0/listen: a port is 0 to 65535",
        "{'forwards': [{'service':'x','listen':'1'},{'service':'y','listen':'127.0.0.1:1'}]}"
            + " | /forwards/1/listen: 127.0.0.1:1 stands in line 1 too",
        "{'forwards': [{'service':'x','listen':'0'},{'service':'x','listen':'0'}]}"
            + " | /forwards/1/listen: x 127.0.0.1:0 stands in line 1 too",
        "nonsense | conf/f.json:1: not JSON at column"
      })
  void mistakeIsToldWithItsPlace(String text, String problem) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining(problem.replace('\'', '"'));
  }

  @Test
  void allMistakesAreToldAtOnce() {
    assertThatThrownBy(() -> read("{'forwards': [{'servce':'x'},\n{'service':'x','listen':'y'}]}"))
        .hasMessageContainingAll("did you mean \"service\"", "missing key", "f.json:2: ");
  }

  @Test
  void schemaNamesTheSameKeys() throws Exception {
    String schema;
    try (InputStream published =
        ApplicationProtocol.class.getResourceAsStream("schema/forwards-1.json")) {
      schema = new String(published.readAllBytes(), StandardCharsets.UTF_8);
    }

    JsonValue root = JsonDocument.read(schema, new Problems("schema"));
    assertThat(keys(root, "properties")).isEqualTo(ForwardsFile.KEYS.built());
    assertThat(keys(root, "$defs", "forward", "properties"))
        .isEqualTo(ForwardsFile.FORWARD.built());
  }

  private static List<String> keys(JsonValue value, String... path) {
    JsonValue at = value;
    for (String key : path) {
      at =
          ((Fields) at)
              .fields().stream().filter(f -> f.key().equals(key)).findFirst().orElseThrow().value();
    }
    return ((Fields) at).fields().stream().map(JsonValue.Field::key).toList();
  }

  @Test
  void fileThatCannotBeReadSaysWhy() throws Exception {
    Path file = folder.resolve("f.json");
    assertThatThrownBy(() -> ForwardsFile.read(file)).hasMessageContaining("no such file");

    Files.write(file, "{\"\u00e9\":1}".getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(() -> ForwardsFile.read(file)).hasMessageContaining("not UTF-8");
  }

  private static Iterable<Forwarding> read(String text) throws ConfigException {
    return ForwardsFile.read(text.replace('\'', '"'), Path.of("conf", "f.json"));
  }
}
