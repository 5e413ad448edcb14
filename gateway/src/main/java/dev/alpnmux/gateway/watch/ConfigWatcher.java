package dev.alpnmux.gateway.watch;

import dev.alpnmux.gateway.config.ConfigChanges;
import dev.alpnmux.gateway.config.ConfigException;
import dev.alpnmux.gateway.config.ConfigProblem;
import dev.alpnmux.gateway.config.ConfigReader;
import dev.alpnmux.gateway.config.ConfigSource;
import dev.alpnmux.gateway.config.FileDigests;
import dev.alpnmux.gateway.config.GatewayConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Loads a configuration anew when its file changes, or a certificate, a key or another file that it
 * names. A change is taken once two looks in a row have seen the same, so that a file which is
 * still being written is left alone. What cannot be loaded is logged, once for each distinct text.
 * Thread-safe; no method blocks.
 */
public final class ConfigWatcher {
  /** How often it looks. */
  public static final Duration PERIOD = Duration.ofSeconds(2);

  private static final System.Logger LOG = System.getLogger("dev.alpnmux.gateway");

  private final Vertx vertx;
  private final Target target;
  private final Path file;
  private final WatchedText text;
  private final long timer;
  private Future<?> last = Future.succeededFuture();

  // These belong to the one task that is under way.
  private Look tried;
  private Look seen;
  private String lastFailure = "";

  /** Who is served by the configuration. */
  public interface Target {
    /** Takes over a configuration, or fails and changes nothing. */
    Future<ConfigChanges> reload(GatewayConfig next);

    /** The files were to be loaded, and have problems; a {@link ConfigException} tells them. */
    void unreadable(Throwable why);
  }

  /** What stood in the files at one moment, or why the first of them could not be read. */
  private record Look(String octets, Optional<ConfigProblem> problem, FileDigests files) {
    static Look at(ConfigSource source) {
      byte[] octets = source.text().getBytes(StandardCharsets.UTF_8);
      return new Look(
          new String(octets, StandardCharsets.ISO_8859_1), Optional.empty(), source.files());
    }

    Look with(FileDigests named) {
      return new Look(octets, problem, named);
    }

    GatewayConfig read(Path file) throws ConfigException {
      if (problem.isPresent()) {
        throw new ConfigException(List.of(problem.get()));
      }
      return ConfigReader.read(octets.getBytes(StandardCharsets.ISO_8859_1), file);
    }
  }

  /**
   * Starts to look, until {@link #stop}.
   *
   * @param current what the target is served by
   * @param period between two looks
   */
  public ConfigWatcher(Vertx vertx, ConfigSource current, Duration period, Target target) {
    this.vertx = vertx;
    this.target = target;
    this.file = current.file();
    this.text = new WatchedText(vertx, file);
    this.tried = Look.at(current);
    this.seen = tried;
    this.timer = vertx.setPeriodic(period.toMillis(), due -> scan());
  }

  /**
   * Loads the configuration now, whether or not it has changed.
   *
   * @return what has changed; fails with a {@link ConfigException}, or as the target does
   */
  public Future<ConfigChanges> reload() {
    return afterOthers(() -> look().compose(this::load));
  }

  /** Stops looking. */
  public void stop() {
    vertx.cancelTimer(timer);
    text.close();
  }

  /** A look that takes longer than the period is not overtaken. */
  private synchronized void scan() {
    if (last.isComplete()) {
      afterOthers(() -> look().compose(this::loadIfChanged));
    }
  }

  private synchronized <T> Future<T> afterOthers(Supplier<Future<T>> task) {
    Future<T> next = last.transform(over -> task.get());
    last = next;
    return next;
  }

  private Future<Look> look() {
    return text.read()
        .map(octets -> new Look(octets, Optional.empty(), FileDigests.NONE))
        .otherwise(failure -> new Look("", problemOf(failure), FileDigests.NONE))
        .compose(now -> vertx.executeBlocking(() -> now.with(tried.files().now())));
  }

  private static Optional<ConfigProblem> problemOf(Throwable failure) {
    return Optional.of(((ConfigException) failure).problems().get(0));
  }

  private Future<ConfigChanges> loadIfChanged(Look now) {
    boolean isStill = now.equals(seen);
    seen = now;
    return isStill && !now.equals(tried) ? load(now) : Future.succeededFuture();
  }

  private Future<ConfigChanges> load(Look now) {
    seen = now;
    return vertx
        .executeBlocking(() -> now.read(file))
        .onSuccess(config -> tried = now.with(config.source().files()))
        .onFailure(failure -> triedInVain(now, failure))
        .compose(target::reload)
        .onSuccess(changes -> loaded())
        .onFailure(this::notLoaded);
  }

  private void triedInVain(Look now, Throwable failure) {
    boolean isRead = now.problem().isEmpty() && failure instanceof ConfigException;
    tried = isRead ? now.with(((ConfigException) failure).files()) : now;
    target.unreadable(failure);
  }

  private void loaded() {
    if (!lastFailure.isEmpty()) {
      LOG.log(Level.INFO, "the configuration can be loaded again");
    }
    lastFailure = "";
  }

  private void notLoaded(Throwable failure) {
    String problems = String.valueOf(failure.getMessage());
    if (!problems.equals(lastFailure)) {
      problems
          .lines()
          .forEach(line -> LOG.log(Level.ERROR, "the configuration stays as it is: " + line));
    }
    lastFailure = problems;
  }
}
