package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class ServerNameProperty {
  @Property
  void whatIsReadIsLowerCaseAsciiAndReadsBackToItself(@ForAll String text) {
    ServerName.parse(text)
        .ifPresent(
            name -> {
              assertThat(name.value())
                  .matches("[a-z0-9_-]+(\\.[a-z0-9_-]+)*")
                  .hasSize(text.length());
              assertThat(ServerName.parse(name.value())).contains(name);
            });
  }

  @Property
  void aNameIsReadInAnyCase(@ForAll("names") String name) {
    assertThat(ServerName.parse(name.toUpperCase(Locale.ROOT)))
        .isEqualTo(ServerName.parse(name))
        .isPresent();
  }

  @Property
  void aWildcardMatchesExactlyOneLabelMore(
      @ForAll("labels") String first,
      @ForAll("labels") String second,
      @ForAll("names") String name) {
    ServerNamePattern wildcard = ServerNamePattern.parse("*." + name).orElseThrow();
    assertThat(wildcard.matches(new ServerName(first + '.' + name))).isTrue();
    assertThat(wildcard.matches(new ServerName(name))).isFalse();
    assertThat(wildcard.matches(new ServerName(second + '.' + first + '.' + name))).isFalse();
    assertThat(wildcard.matches(new ServerName(first + name))).isFalse();
  }

  @Provide
  Arbitrary<String> labels() {
    return Arbitraries.strings()
        .withCharRange('a', 'z')
        .withCharRange('0', '9')
        .withChars('-', '_')
        .ofMinLength(1)
        .ofMaxLength(20);
  }

  @Provide
  Arbitrary<String> names() {
    return labels()
        .list()
        .ofMaxSize(4)
        .map(labels -> String.join(".", labels))
        .map(front -> (front.isEmpty() ? "" : front + '.') + "test");
  }
}
