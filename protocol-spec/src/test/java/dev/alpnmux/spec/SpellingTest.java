package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpellingTest {
  private static final List<String> WORDS = List.of("mode", "upstreams", "upstreamTls");

  @ParameterizedTest
  @CsvSource({
    "mode, mode, 0",
    "mode, mod, 1",
    "mode, moode, 1",
    "mode, made, 1",
    "mode, omde, 1",
    "a, '', 1",
    "upstreams, upsteam, 2",
    "abc, xyz, 3"
  })
  void aSlipIsAnInsertionDeletionReplacementOrSwap(String a, String b, int slips) {
    assertThat(Spelling.slips(a, b)).isEqualTo(slips);
    assertThat(Spelling.slips(b, a)).isEqualTo(slips);
  }

  @ParameterizedTest
  @CsvSource({"Mode, mode", "upstream, upstreams", "upstreamtls, upstreamTls", "modus, mode"})
  void theNearestWordIsSuggested(String written, String meant) {
    assertThat(Spelling.nearest(written, WORDS)).contains(meant);
    assertThat(Spelling.hint(written, WORDS)).isEqualTo("; did you mean \"" + meant + "\"?");
  }

  @Test
  void aWordThatIsLikeNoneGetsNoSuggestion() {
    assertThat(Spelling.hint("colour", WORDS)).isEmpty();
    assertThat(Spelling.hint("m", WORDS)).isEmpty();
    assertThat(Spelling.hint("", WORDS)).isEmpty();
  }
}
