package dev.alpnmux.gateway.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.gateway.config.AccessLogConfig;
import dev.alpnmux.gateway.config.AccessLogConfig.Format;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
  @TempDir private Path folder;

  private Optional<AccessLogConfig> to(Path file) {
    return Optional.of(new AccessLogConfig(file, Format.TEXT, false, 100, 16, Optional.empty()));
  }

  @Test
  void aReloadThatComesBehindTheEndOpensNothing() throws Exception {
    Path first = folder.resolve("first.log");
    Path second = folder.resolve("second.log");
    AccessLog log = new AccessLog();
    log.use(to(first));
    log.close();
    log.use(to(second));
    assertThat(first).exists();
    assertThat(second).doesNotExist();
  }
}
