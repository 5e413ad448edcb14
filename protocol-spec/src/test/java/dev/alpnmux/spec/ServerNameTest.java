package dev.alpnmux.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerNameTest {
  private static final String LABEL_63 = "a".repeat(63);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "orders.db.example.com",
        "_dmarc.example.com",
        "my_host",
        "xn--bcher-kva.example",
        "1.0.0.127.in-addr.arpa",
        "3com.com",
        "a-.-b",
        "1.2.3.4a"
      })
  void hostNamesAreRead(String text) {
    assertThat(ServerName.parse(text)).map(ServerName::value).contains(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "example.com.",
        ".example.com",
        "a..b",
        "192.0.2.7",
        "127.1",
        "2130706433",
        "example.123",
        "::1",
        "[::1]",
        "2001:db8::1",
        "a b",
        "a\0b",
        "a\n",
        "a/b",
        "a:443",
        "*",
        "*.example.com",
        "user@example.com",
        "bücher.example",
        "ä",
        "\u212aelvin.example",
        "\u0131stanbul.example",
        "\u0130.example",
        "a\u3002b",
        "１.example"
      })
  void everythingElseIsNoServerName(String text) {
    assertThat(ServerName.parse(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new ServerName(text));
  }

  @Test
  void upperCaseIsFolded() {
    assertThat(ServerName.parse("GW.Example.COM")).contains(new ServerName("gw.example.com"));
    assertThat(new ServerName("GW.Example.COM")).hasToString("gw.example.com");
  }

  @Test
  void aLabelHas63CharactersAtTheMost() {
    assertThat(ServerName.parse(LABEL_63 + ".x")).isPresent();
    assertThat(ServerName.parse("x." + LABEL_63)).isPresent();
    assertThat(ServerName.parse(LABEL_63 + "a.x")).isEmpty();
    assertThat(ServerName.parse("x.a" + LABEL_63)).isEmpty();
  }

  @Test
  void aNameHas253CharactersAtTheMost() {
    String name = (LABEL_63 + '.').repeat(3) + "b".repeat(61);
    assertThat(name).hasSize(253);
    assertThat(ServerName.parse(name)).isPresent();
    assertThat(ServerName.parse(name + 'b')).isEmpty();
  }

  @Test
  void theParentIsTheNameBehindTheFirstLabel() {
    assertThat(new ServerName("a.b.c").parent()).contains(new ServerName("b.c"));
    assertThat(new ServerName("a").parent()).isEmpty();
    assertThat(new ServerName("1.example").parent().flatMap(ServerName::parent))
        .isEqualTo(Optional.empty());
  }
}
