package dev.alpnmux.gateway.watch;

import dev.alpnmux.gateway.config.ConfigException;
import dev.alpnmux.gateway.config.ConfigReader;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The octets of a configuration file, one per character, read through Vert.x Config. Thread-safe;
 * what reads them is made at the first read, so that a start does not pay for it.
 */
final class WatchedText {
  private static final String KEY = "text";

  private final Vertx vertx;
  private final Path file;
  private @Nullable ConfigRetriever retriever;

  WatchedText(Vertx vertx, Path file) {
    this.vertx = vertx;
    this.file = file;
  }

  /** Fails with a {@link ConfigException}. */
  Future<String> read() {
    return retriever()
        .getConfig()
        .map(read -> read.getString(KEY))
        .recover(failure -> Future.failedFuture(ConfigReader.unreadable(file, reason(failure))));
  }

  private static IOException reason(Throwable failure) {
    return failure.getCause() instanceof IOException cause ? cause : new IOException(failure);
  }

  /**
   * The format is raw, for the decoder needs the text: the format json keeps no lines, and takes
   * the last of two equal keys. The scans are the caller's own: those of Vert.x Config log a stack
   * trace each time that the file is not there.
   */
  private synchronized ConfigRetriever retriever() {
    if (retriever == null) {
      ConfigStoreOptions store =
          new ConfigStoreOptions()
              .setType("file")
              .setFormat("raw")
              .setConfig(
                  new JsonObject()
                      .put("path", file.toAbsolutePath().toString())
                      .put("raw.key", KEY)
                      .put("raw.encoding", "ISO-8859-1"));
      retriever =
          ConfigRetriever.create(
              vertx, new ConfigRetrieverOptions().setScanPeriod(-1).addStore(store));
    }
    return retriever;
  }

  synchronized void close() {
    if (retriever != null) {
      retriever.close();
    }
  }
}
