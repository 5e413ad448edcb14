package dev.alpnmux.spec;

import static dev.alpnmux.spec.Agreement.same;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/** The written forms of ids, and server names: what strangers write into files and addresses. */
class IdFormFuzzTest {
  static Stream<byte[]> forms() {
    return Stream.of(
            "h2",
            "h2,h3",
            "a%2Cb",
            "%FF",
            "w=x%3Ay#z",
            "\"h2,h3\"",
            "f\\\\\\092oo\\,bar",
            "a\\\\\\,b",
            "\"a\\;b c\\009\"",
            "\\255\\000",
            "\u00e9",
            "*.Example.com",
            "_x._tcp.y-z")
        .map(form -> form.getBytes(StandardCharsets.UTF_8));
  }

  @MethodSource("forms")
  @FuzzTest
  void whatIsReadIsWrittenAndReadTheSame(byte[] octets) {
    String text = new String(octets, StandardCharsets.UTF_8);
    read(text, ApplicationProtocol::parse).ifPresent(IdFormFuzzTest::judge);
    read(text, HeaderForm::parse).ifPresent(id -> same(HeaderForm.write(id), text));
    read(text, ZoneFileForm::parse).ifPresent(IdFormFuzzTest::judge);
    ServerName.parse(text).ifPresent(name -> judge(name, text));
    if (octets.length > 0 && octets.length <= ApplicationProtocol.OCTETS_MAX) {
      judge(ApplicationProtocol.of(octets));
    }
  }

  private static <T> Optional<T> read(String text, Function<String, T> reader) {
    try {
      return Optional.of(reader.apply(text));
    } catch (IllegalArgumentException e) {
      same(e.getClass(), IllegalArgumentException.class);
      return Optional.empty();
    }
  }

  private static void judge(ApplicationProtocol id) {
    same(Agreement.isPrintable(id.toString()), true);
    same(ApplicationProtocol.parse(id.toString()), id);
    same(HeaderForm.parse(HeaderForm.write(id)), id);
    judge(List.of(id, id));
  }

  private static void judge(List<ApplicationProtocol> ids) {
    String form = ZoneFileForm.write(ids);
    same(Agreement.isPrintable(form), true);
    same(ZoneFileForm.parse(form), ids);
    same(ZoneFileForm.parse('"' + form + '"'), ids);
  }

  private static void judge(ServerName name, String text) {
    same(Agreement.isPrintable(text), true);
    same(text.equalsIgnoreCase(name.value()), true);
    same(ServerName.parse(name.value()), Optional.of(name));
    same(name.parent().isPresent(), name.value().indexOf('.') >= 0);
  }
}
