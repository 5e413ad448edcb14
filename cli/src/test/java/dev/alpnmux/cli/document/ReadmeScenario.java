package dev.alpnmux.cli.document;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess;
import dev.alpnmux.client.ServiceSocketFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeScenario {
  @TempDir Path home;

  private static String readme() throws IOException {
    return Files.readString(Path.of(System.getProperty("alpnmux.readme", "../README.md")));
  }

  private static List<String> blocks(String language) throws IOException {
    Pattern block = Pattern.compile("(?ms)^```" + language + "\\n(.*?)^```$");
    return block.matcher(readme()).results().map(m -> m.group(1)).toList();
  }

  /** What differs from run to run: the port, the user's folder, the time. */
  private static String withoutChance(String transcript) {
    return transcript
        .replaceAll("localhost:\\d+(  \\(port 8443 is taken\\))?", "localhost:PORT")
        .replaceAll("trust +\\S+ca\\.pem", "trust CA")
        .replaceAll("[A-Z][a-z]+day, .*-UTC", "TIME")
        .strip();
  }

  @Test
  void theTranscriptIsWhatTheDemoPrints() throws Exception {
    String block = blocks("console").get(0);
    String transcript = block.substring(block.indexOf('\n') + 1);
    assertThat(block).startsWith("$ ./alpnmux demo\n");
    assertThat(readme().substring(0, readme().indexOf(block)).lines()).hasSizeLessThan(20);
    CommandProcess.Result demo =
        CommandProcess.run(
            Map.of("XDG_DATA_HOME", home.toString()), "demo", "--once", "--port", "0");
    assertThat(demo.exitCode()).as(demo.errors()).isZero();
    assertThat(withoutChance(demo.text())).isEqualTo(withoutChance(transcript));
  }

  @Test
  void theConfigurationIsComplete() throws Exception {
    Map<String, String> environment = Map.of("XDG_DATA_HOME", home.toString());
    Path folder = home.resolve("gateway");
    assertThat(CommandProcess.run(environment, "init", folder.toString()).exitCode()).isZero();
    Path config = folder.resolve("readme.json");
    Files.writeString(config, blocks("json").get(0));
    CommandProcess.Result check = CommandProcess.run("check", "--config", config.toString());
    assertThat(check.errors()).isEmpty();
    assertThat(check.exitCode()).isZero();
  }

  @Test
  void theJavaIsTheExamplesThatRun() throws Exception {
    assertThat(blocks("java"))
        .startsWith(example(ReadmeExample.class), example(ReadmeVertxExample.class));
  }

  private static String example(Class<?> running) throws IOException {
    String source =
        Files.readString(Path.of("src/test/java/" + running.getName().replace('.', '/') + ".java"));
    String example =
        source
            .substring(source.indexOf("// begin\n") + 9, source.indexOf("    // end"))
            .lines()
            .map(line -> line.substring(4))
            .collect(Collectors.joining("\n", "", "\n"));
    return example.replace("gateway(gateway)", "gateway(\"localhost:8443\")");
  }

  @Test
  void theJavaPrintsWhatEchoSendsBack() throws Exception {
    withDemo(
        (gateway, authority) ->
            assertThat(printed(() -> ReadmeExample.run(gateway, authority))).isEqualTo("hello\n"));
  }

  @Test
  void theJavaForVertxPrintsWhatEchoSendsBackAndCountsIt() throws Exception {
    Vertx vertx = Vertx.vertx();
    SimpleMeterRegistry registry = new SimpleMeterRegistry();
    try {
      withDemo(
          (gateway, authority) ->
              assertThat(printed(() -> ReadmeVertxExample.run(gateway, authority, vertx, registry)))
                  .isEqualTo("hello\n"));
      assertThat(registry.get("alpnmux.client.connect").timer().count()).isEqualTo(1);
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
  }

  /** What is done with the address of a gateway and the file of its authority. */
  private interface Use {
    void of(String gateway, Path authority) throws Exception;
  }

  private void withDemo(Use use) throws Exception {
    try (CommandProcess demo =
        CommandProcess.start(Map.of("XDG_DATA_HOME", home.toString()), "demo", "--port", "0")) {
      BufferedReader lines = demo.lines();
      String gateway = valueIn(awaitLine(lines, "  gateway "));
      Path authority = Path.of(valueIn(awaitLine(lines, "  trust ")));
      awaitLine(lines, "The gateway runs");
      use.of(gateway, authority);
    }
  }

  private static String awaitLine(BufferedReader lines, String start) throws IOException {
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(start)) {
        return line;
      }
    }
    throw new AssertionError("the demo printed no line that starts with \"" + start + '"');
  }

  private static String valueIn(String line) {
    return line.replaceFirst(" +[a-z]+ +", "");
  }

  /** Returns the line that an example prints, at once or later. */
  private static String printed(Example example) throws Exception {
    PrintStream before = System.out;
    CompletableFuture<String> line = new CompletableFuture<>();
    ByteArrayOutputStream captured =
        new ByteArrayOutputStream() {
          @Override
          public synchronized void write(byte[] bytes, int offset, int length) {
            super.write(bytes, offset, length);
            String text = toString(StandardCharsets.UTF_8);
            if (text.endsWith("\n")) {
              line.complete(text);
            }
          }
        };
    try {
      System.setOut(new PrintStream(captured, true, StandardCharsets.UTF_8));
      example.run();
      return line.get(20, TimeUnit.SECONDS);
    } finally {
      System.setOut(before);
    }
  }

  /** Runs one of the examples. */
  private interface Example {
    void run() throws Exception;
  }

  @Test
  void theAddressForJdbcIsUnderstoodByTheFactory() throws Exception {
    Matcher url = Pattern.compile("jdbc:postgresql://\\S+\\?(\\S+)").matcher(readme());
    assertThat(url.find()).isTrue();
    Map<String, String> environment = Map.of("XDG_DATA_HOME", home.toString());
    CommandProcess.run(environment, "init", home.resolve("g").toString());
    Properties properties = new Properties();
    for (String pair : url.group(1).split("&", -1)) {
      String[] parts = pair.split("=", 2);
      properties.setProperty(parts[0], parts[1]);
    }
    assertThat(properties.getProperty("socketFactory"))
        .isEqualTo(ServiceSocketFactory.class.getName());
    properties.setProperty("alpnmuxTrust", home.resolve("g").resolve("ca.pem").toString());
    assertThat(new ServiceSocketFactory(properties).createSocket().isConnected()).isFalse();
  }

  @Test
  void theCoordinatesAreThoseOfTheBuild() throws IOException {
    assertThat(blocks("xml").get(0))
        .contains("<groupId>dev.alpnmux</groupId>")
        .contains("<artifactId>alpnmux-client</artifactId>")
        .contains("<version>" + System.getProperty("alpnmux.version") + "</version>");
  }
}
