package dev.alpnmux.drivers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.client.AlpnmuxClient;
import dev.alpnmux.client.AlpnmuxException;
import dev.alpnmux.client.NoSuchServiceException;
import dev.alpnmux.client.Trust;
import dev.alpnmux.gateway.testing.RunningGateway;
import dev.alpnmux.gateway.testing.TestCertificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One section of RECIPES.md. What stands in it is used as it stands there, but for the gateway and
 * its authority, which are those of the test.
 *
 * @param title the heading
 * @param text what follows, up to the next heading
 */
record Recipe(String title, String text) {
  private static final Pattern SECTION = Pattern.compile("(?ms)^## (.*?)\\n(.*?)(?=^## |\\z)");
  private static final String GATEWAY = "gw.example:443";
  private static final String AUTHORITY = "ca.pem";

  static List<Recipe> all() {
    try {
      return SECTION
          .matcher(Files.readString(Path.of("../client-lib/RECIPES.md")))
          .results()
          .map(section -> new Recipe(section.group(1), section.group(2)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Recipe of(String title) {
    return all().stream()
        .filter(recipe -> recipe.title.equals(title))
        .findFirst()
        .orElseThrow(() -> new AssertionError("RECIPES.md has no section \"" + title + '"'));
  }

  /** Returns the fenced blocks of this language. */
  List<String> blocks(String language) {
    return Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$")
        .matcher(text)
        .results()
        .map(block -> block.group(1))
        .toList();
  }

  /** Returns the address for JDBC: the first of the section. */
  String url(RunningGateway gateway) {
    return url(0, gateway);
  }

  String url(int index, RunningGateway gateway) {
    String address = address(gateway);
    return blocks("")
        .get(index)
        .strip()
        .replace(GATEWAY, address)
        .replace(escaped(GATEWAY), escaped(address))
        .replace(AUTHORITY, authority().toString());
  }

  private static String escaped(String address) {
    return address.replace(":", "%3A");
  }

  /** Returns the arguments of the command that the section shows. */
  String[] command() {
    return blocks("console").get(0).strip().replace("$ ./alpnmux ", "").split(" ", -1);
  }

  static String address(RunningGateway gateway) {
    return "localhost:" + gateway.address().getPort();
  }

  static Path authority() {
    return TestCertificates.FOLDER.resolve(AUTHORITY);
  }

  /** Returns the client that the Java of all sections uses. */
  static AlpnmuxClient client(RunningGateway gateway) throws IOException {
    return client(address(gateway), authority());
  }

  private static AlpnmuxClient client(String gateway, Path authority) throws IOException {
    // recipe: The client
    AlpnmuxClient client =
        AlpnmuxClient.newBuilder().gateway(gateway).trust(Trust.pem(authority)).build();
    // end
    return client;
  }

  /**
   * Asserts that this is what the section shows of a refusal by this gateway, and that it holds the
   * client library's own exception.
   */
  void assertRefusal(@Nullable Throwable failure, String gateway) {
    assertShown(failure, gateway);
    List<Throwable> causes = causes(failure);
    assertThat(causes.get(causes.size() - 1))
        .isInstanceOfSatisfying(
            NoSuchServiceException.class, e -> assertThat(e.alert()).hasValue(120));
  }

  /** Asserts that this is what the section shows of a refusal by this gateway. */
  void assertShown(@Nullable Throwable failure, String gateway) {
    String shown =
        causes(failure).stream()
            .map(Recipe::firstLine)
            .collect(Collectors.joining("\nCaused by: ", "", "\n"))
            .replace(gateway, GATEWAY)
            .replace(inNetty(gateway), inNetty(GATEWAY));
    assertThat(blocks("text")).contains(shown);
  }

  private static String inNetty(String address) {
    return address.replace(":", "/<unresolved>:");
  }

  /** Returns a failure and its causes; what is below the client library's own is the JDK's. */
  private static List<Throwable> causes(@Nullable Throwable failure) {
    List<Throwable> causes = new ArrayList<>();
    for (Throwable e = failure; e != null; e = e.getCause()) {
      causes.add(e);
      if (e instanceof AlpnmuxException) {
        break;
      }
    }
    return causes;
  }

  /** JDK 25 puts the name of the alert in front as well. */
  private static String firstLine(Throwable e) {
    String text = e.toString().replace("(no_application_protocol) ", "");
    return text.lines().findFirst().orElseThrow();
  }
}
