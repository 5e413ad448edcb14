package dev.alpnmux.grafana.live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.alpnmux.gateway.testing.Program;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A real Prometheus on a free port of 127.0.0.1, with the rules of this module. */
final class Prometheus implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private final Program program;
  private final String root;

  private Prometheus(Program program, String root) {
    this.program = program;
    this.root = root;
  }

  /**
   * Starts one that looks at these every second or two.
   *
   * @param folder for its files
   * @param targets host and port of each
   */
  static Prometheus start(Path folder, List<String> targets) throws Exception {
    String config =
        """
        global: {scrape_interval: 2s, scrape_timeout: 2s, evaluation_interval: 2s}
        rule_files: ["%s/*.rules.yaml"]
        scrape_configs: [{job_name: alpnmux, static_configs: [{targets: ["%s"]}]}]
        """
            .formatted(Path.of("alerts").toAbsolutePath(), String.join("\", \"", targets));
    Path file = Files.writeString(folder.resolve("prometheus.yml"), config);
    String address = "127.0.0.1:" + FreePorts.take(1).get(0);
    Program program =
        Program.start(
            "prometheus",
            "--config.file=" + file,
            "--storage.tsdb.path=" + folder.resolve("data"),
            "--web.listen-address=" + address);
    program.awaitOutput("Server is ready to receive web requests");
    return new Prometheus(program, "http://" + address + "/api/v1/");
  }

  /** Returns what an expression yields at a time. */
  List<Series> query(String expression, Instant time) {
    return Series.read(ask("query?query=" + encode(expression) + "&time=" + time));
  }

  /** Returns what an expression yields from one time to another. */
  List<Series> query(String expression, Instant from, Instant to) {
    String span = "&start=" + from + "&end=" + to + "&step=1s";
    return Series.read(ask("query_range?query=" + encode(expression) + span));
  }

  /** Returns the values that a label has in these series. */
  List<String> labelValues(String label, String series) {
    List<String> values = new ArrayList<>();
    ask("label/" + label + "/values?match%5B%5D=" + encode(series))
        .forEach(value -> values.add(value.asText()));
    return values;
  }

  /** Returns its rules, with what came of them. */
  JsonNode rules() {
    return ask("rules");
  }

  /** Returns the sum of what an expression yields now, or nothing. */
  Optional<Double> value(String expression) {
    return query("sum(" + expression + ")", Instant.now()).stream()
        .findFirst()
        .flatMap(series -> series.last().stream().boxed().findFirst());
  }

  /** Waits until an expression yields a value. */
  void await(String expression, double expected) {
    long start = System.nanoTime();
    Optional<Double> value = value(expression);
    while (!value.equals(Optional.of(expected))) {
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("time to wait for %s to be %s; it is %s", expression, expected, value)
          .isLessThan(PATIENCE);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
      value = value(expression);
    }
  }

  /** Waits until it has looked at all targets once more. */
  void awaitScrape() {
    Instant now = Instant.now();
    double threshold = now.toEpochMilli() / 1000.0;
    await("min(timestamp(up)) > bool " + threshold, 1);
  }

  private JsonNode ask(String path) {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create(root + path)).timeout(PATIENCE).build();
      HttpResponse<String> response = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as("%s: %s", path, response.body()).isEqualTo(200);
      return new ObjectMapper().readTree(response.body()).path("data");
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(path, e);
    }
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }

  @Override
  public void close() {
    program.close();
  }
}
