package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** What holds for the forms of all ids, and for all texts. */
class IdFormProperty {
  @Property
  void whatIsWrittenReadsBackTheSame(
      @ForAll @Size(min = 1, max = 20) List<@From("ids") ApplicationProtocol> ids) {
    assertThat(ZoneFileForm.parse(ZoneFileForm.write(ids))).isEqualTo(ids);
    assertThat(ZoneFileForm.parse('"' + ZoneFileForm.write(ids) + '"')).isEqualTo(ids);
    assertThat(ids).allMatch(id -> HeaderForm.parse(HeaderForm.write(id)).equals(id));
  }

  @Property
  void whatIsWrittenIsPrintableAndWithoutBlanks(@ForAll("ids") ApplicationProtocol id) {
    assertThat(HeaderForm.write(id)).matches("[!#-~&&[^,;=(){}<>@:/?\\[\\]\\\\]]+");
    assertThat(ZoneFileForm.write(List.of(id))).matches("[!-~]+");
  }

  @Property
  void anyTextIsReadOrRefused(@ForAll("texts") String text) {
    read(text, HeaderForm::parse).ifPresent(id -> assertThat(HeaderForm.write(id)).isEqualTo(text));
    read(text, ZoneFileForm::parse)
        .ifPresent(ids -> assertThat(ZoneFileForm.parse(ZoneFileForm.write(ids))).isEqualTo(ids));
  }

  private static <T> Optional<T> read(String text, Function<String, T> reader) {
    try {
      return Optional.of(reader.apply(text));
    } catch (IllegalArgumentException e) {
      assertThat(e).isExactlyInstanceOf(IllegalArgumentException.class);
      return Optional.empty();
    }
  }

  @Provide
  Arbitrary<ApplicationProtocol> ids() {
    Arbitrary<Character> octets =
        Arbitraries.oneOf(
            Arbitraries.of(',', '\\', '"', '%', ';', '(', ' ', '0', 'a'),
            Arbitraries.chars().range('\0', '\u00FF'));
    return octets
        .list()
        .ofMinSize(1)
        .ofMaxSize(255)
        .map(chars -> chars.stream().map(String::valueOf).reduce("", String::concat))
        .map(ApplicationProtocol::new);
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.oneOf(
        Arbitraries.strings().withChars(",\\\"%;( 0129aA").ofMaxLength(12),
        Arbitraries.strings().ofMaxLength(300));
  }
}
