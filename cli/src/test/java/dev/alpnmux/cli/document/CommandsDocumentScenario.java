package dev.alpnmux.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.cli.testing.CommandProcess.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** COMMANDS.md, as far as it is not in the table of exit codes. */
class CommandsDocumentScenario {
  @TempDir Path folder;

  private static String document() throws IOException {
    return Files.readString(Path.of(System.getProperty("alpnmux.commands", "COMMANDS.md")));
  }

  private static String block(String language) throws IOException {
    return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
        .matcher(document())
        .results()
        .map(match -> match.group(1))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void theProfileIsOneThatACommandTakes() throws Exception {
    Files.writeString(folder.resolve("work.properties"), block("properties"));

    Result end =
        CommandProcess.run(
            Map.of("ALPNMUX_PROFILES", folder.toString()), "connect", "x", "--profile", "work");

    // Nothing is wrong with it, but that its first file is not here.
    assertThat(end.errors())
        .isEqualTo(
            "alpnmux: error: " + folder.resolve("office-ca.pem") + ": there is no such file\n");
  }

  @Test
  void theKeysOfAFailureAreThoseThatArePrinted() throws Exception {
    Result end = CommandProcess.run("connect", "x", "--json", "--gateway", "localhost:1");

    assertThat(keys(end.errors())).isSubsetOf(keys(block("json")));
    assertThat(keys(block("json"))).containsAll(keys(end.errors())).contains("alert");
  }

  private static List<String> keys(String json) {
    return Pattern.compile("\"([a-z]+)\" ?:")
        .matcher(json)
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void everyOptionOfTheTableIsOneOfEveryClientCommand() throws Exception {
    List<String> options =
        Pattern.compile("(?m)^\\| `(--[a-z-]+)")
            .matcher(document())
            .results()
            .map(match -> match.group(1))
            .toList();

    assertThat(options).hasSize(8);
    for (String command : List.of("connect", "forward", "run", "services", "ssh-config")) {
      assertThat(CommandProcess.run(command, "--help").text()).contains(options);
    }
  }
}
