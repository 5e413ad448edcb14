package dev.alpnmux.client;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.alpnmux.spec.ApplicationProtocol;
import java.net.ProtocolException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

class ListingFuzzTest {
  private static final List<String> BEGINNINGS =
      List.of("{\"complete\":true,", "{\"complete\":false,");

  static Stream<byte[]> answers() {
    return Stream.of(
            "\r\n{\"complete\":true,\"services\":[]}\r\n",
            "echo\r\n\r\n{\"complete\":true,\"services\":[{\"protocols\":[\"echo\"]}]}\r\n",
            "h2\r\na%2Cb\r\n%FF\r\n\r\n{\"complete\":false,\"services\":[]}\r\n",
            "echo\r\n\r\n{\"complete\":true,}")
        .map(answer -> answer.getBytes(ISO_8859_1));
  }

  @MethodSource("answers")
  @DictionaryEntries({
    "{\"complete\":true,",
    "{\"complete\":false,",
    "}\\x0D\\x0A",
    "\\x0D\\x0A\\x0D\\x0A",
    "%FF"
  })
  @FuzzTest
  void anAnswerIsEveryOctetOfItsListingOrRefused(byte[] answer) {
    String text = new String(answer, ISO_8859_1);
    Optional<ServiceListing> listing = read(answer);
    requireSame(listing.isPresent(), isAnswer("\r\n" + text));
    listing.ifPresent(read -> requireSame(written(read), text));
  }

  private static Optional<ServiceListing> read(byte[] answer) {
    try {
      return Optional.of(ListingReader.read(answer));
    } catch (ProtocolException e) {
      return Optional.empty();
    }
  }

  /** The grammar of the specification: what stands before the empty line, and what behind it. */
  private static boolean isAnswer(String lines) {
    int empty = lines.indexOf("\r\n\r\n");
    if (empty < 0 || !lines.endsWith("}\r\n")) {
      return false;
    }
    String json = lines.substring(empty + 4, Math.max(empty + 4, lines.length() - 2));
    return BEGINNINGS.stream().anyMatch(json::startsWith)
        && json.chars().allMatch(c -> c >= ' ' && c <= '~')
        && lines.length() - 2 <= ListingReader.OCTETS_MAX
        && (empty == 0 || areIds(lines.substring(2, empty)));
  }

  private static boolean areIds(String lines) {
    return Stream.of(lines.split("\r\n", -1)).allMatch(ListingFuzzTest::isId);
  }

  private static boolean isId(String written) {
    try {
      return ApplicationProtocol.parse(written).toString().equals(written);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String written(ServiceListing listing) {
    String ids = listing.services().stream().map(id -> id + "\r\n").collect(joining());
    requireSame(listing.json().startsWith(BEGINNINGS.get(listing.isComplete() ? 0 : 1)), true);
    return ids + "\r\n" + listing.json() + "\r\n";
  }

  /** Nothing is made unless they differ: this runs some million times. */
  private static void requireSame(Object actual, Object expected) {
    if (!actual.equals(expected)) {
      assertThat(actual).isEqualTo(expected);
    }
  }
}
