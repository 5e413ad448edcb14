package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNamePatternTest {
  @ParameterizedTest
  @CsvSource({
    "example.com, example.com, true",
    "EXAMPLE.com, example.COM, true",
    "example.com, a.example.com, false",
    "*.example.com, a.example.com, true",
    "*.Example.com, A.example.com, true",
    "*.example.com, example.com, false",
    "*.example.com, a.b.example.com, false",
    "*.example.com, a.example.org, false",
    "*.example.com, aexample.com, false",
    "*.com, example.com, true",
  })
  void aWildcardStandsForExactlyOneLabel(String pattern, String name, boolean matches) {
    assertThat(pattern(pattern).matches(new ServerName(name))).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "*.",
        "**.example.com",
        "*.*.example.com",
        "a.*.com",
        "a*.example.com",
        "*a.example.com",
        "*.192.0.2.7",
        "*.example.com.",
        "192.0.2.7"
      })
  void everythingElseIsNoPattern(String text) {
    assertThat(ServerNamePattern.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "a.example.com, a.example.com, true",
    "*.example.com, *.example.com, true",
    "*.example.com, a.example.com, true",
    "a.example.com, *.example.com, false",
    "*.example.com, *.a.example.com, false",
    "*.example.com, example.com, false",
    "*.a.example.com, *.example.com, false",
  })
  void aPatternCoversWhatItMatchesWhole(String pattern, String other, boolean covers) {
    assertThat(pattern(pattern).covers(pattern(other))).isEqualTo(covers);
  }

  @Test
  void theWrittenFormReadsBack() {
    assertThat(pattern("*.Example.com")).hasToString("*.example.com");
    assertThat(pattern("Example.com")).hasToString("example.com");
  }

  private static ServerNamePattern pattern(String text) {
    return ServerNamePattern.parse(text).orElseThrow();
  }
}
