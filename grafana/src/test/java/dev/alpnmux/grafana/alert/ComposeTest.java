package dev.alpnmux.grafana.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files that name one another. */
class ComposeTest {
  private static final Pattern MOUNT = Pattern.compile("(?m)^ +- \\./(\\S+?):(\\S+):ro$");

  private static String text(String file) throws IOException {
    return Files.readString(Path.of(file));
  }

  @Test
  void whatIsMountedIsHere() throws IOException {
    assertThat(MOUNT.matcher(text("compose.yaml")).results())
        .hasSize(4)
        .allSatisfy(mount -> assertThat(Path.of(mount.group(1))).exists());
  }

  @Test
  void theBoardsAreWhereGrafanaLooksForThem() throws IOException {
    assertThat(text("provisioning/dashboards/alpnmux.yaml"))
        .contains("path: /var/lib/grafana/dashboards\n");
    assertThat(text("compose.yaml")).contains("./dashboards:/var/lib/grafana/dashboards:ro");
  }

  @Test
  void grafanaKnowsHowOftenPrometheusLooks() throws IOException {
    assertThat(text("prometheus.yml")).contains("scrape_interval: 15s\n");
    assertThat(text("provisioning/datasources/prometheus.yaml")).contains("timeInterval: 15s\n");
  }
}
