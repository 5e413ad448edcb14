package dev.alpnmux.cli.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CompactJsonTest {
  @Test
  void whiteSpaceStaysInStringsOnly() {
    assertThat(CompactJson.of("{\r\n\t\"a b\" : [ 1 , \" \\\" \\\\\" ],\n \"c\": null }\n"))
        .isEqualTo("{\"a b\":[1,\" \\\" \\\\\"],\"c\":null}");
  }

  @Test
  void whatCommandsATerminalIsEscaped() {
    assertThat(CompactJson.of("[\"\u009b31m\u007f \u00fc\"]"))
        .isEqualTo("[\"\\u009b31m\\u007f \u00fc\"]");
  }

  @Test
  void aStateOnOneLineIsTheSameState() throws Exception {
    String json = Samples.text("busy.json");

    assertThat(CompactJson.of(json)).doesNotContain("\n");
    assertThat(Samples.status(CompactJson.of(json))).isEqualTo(Samples.status(json));
  }
}
