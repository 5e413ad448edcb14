package dev.alpnmux.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the command says of a command line that it does not understand. */
class UsageProblemTest {
  @Test
  void misspeltOptionIsToldRatherThanTheMissingOne() {
    assertThat(errors("serve", "--confg", "x"))
        .containsExactly(
            "alpnmux: error: unknown option \"--confg\"",
            "alpnmux: hint: did you mean --config?",
            "alpnmux: hint: see: alpnmux serve --help");
  }

  @Test
  void unknownOptionIsToldWithoutItsValue() {
    assertThat(errors("serve", "--confg=x")).contains("alpnmux: error: unknown option \"--confg\"");
  }

  @Test
  void unknownOptionAfterAServiceIsTold() {
    assertThat(errors("connect", "echo", "--bogus"))
        .startsWith("alpnmux: error: unknown option \"--bogus\"");
  }

  @Test
  void misspeltCommandIsAnsweredWithTheRightOne() {
    assertThat(errors("serv"))
        .containsExactly(
            "alpnmux: error: unknown command \"serv\"",
            "alpnmux: hint: did you mean serve?",
            "alpnmux: hint: see: alpnmux --help");
  }

  @Test
  void wordThatIsLikeNoCommandGetsNoSuggestion() {
    assertThat(errors("help"))
        .containsExactly(
            "alpnmux: error: unknown command \"help\"", "alpnmux: hint: see: alpnmux --help");
  }

  @Test
  void commandOfTheScriptsIsSuggestedToNobody() {
    assertThat(errors("complet")).doesNotContain("alpnmux: hint: did you mean complete?");
  }

  @Test
  void lineThatCannotBeParsedIsOneObjectOnRequest() {
    assertThat(errors("connect", "--gatewya", "x", "--json"))
        .containsExactly(
            "{\"code\":64,\"reason\":\"unknown option \\\"--gatewya\\\"\",\"hints\":["
                + "\"did you mean --gateway?\",\"see: alpnmux connect --help\"]}");
  }

  @Test
  void optionOfTheProgramThatIsRunIsNotOurs() {
    assertThat(errors("run", "--", "true", "--json")).first().asString().startsWith("alpnmux:");
  }

  @Test
  void furtherArgumentIsTold() {
    assertThat(errors("version", "now")).startsWith("alpnmux: error: unexpected argument \"now\"");
  }

  @Test
  void missingConfigurationDoesNotComeFromTheEnvironment() {
    assertThat(errors("serve")).hasSize(2).first().asString().contains("--config=FILE");
  }

  private static List<String> errors(String... arguments) {
    PrintStream before = System.err;
    ByteArrayOutputStream captured = new ByteArrayOutputStream();
    try {
      System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
      assertThat(Alpnmux.run(arguments)).isEqualTo(64);
    } finally {
      System.setErr(before);
    }
    return captured.toString(StandardCharsets.UTF_8).lines().toList();
  }
}
