package dev.alpnmux.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** The finished jar in a process of its own; every wait is bounded. */
public final class CommandProcess implements AutoCloseable {
  private static final List<String> SIGNALS_HEARD = signalsHeard();
  private static final long END_MAX_SECONDS = 60;

  /** One thread per task: the common pool has a single one on a machine with two cores. */
  private static final Executor THREADS =
      task -> {
        Thread thread = new Thread(task, "command process");
        thread.setDaemon(true);
        thread.start();
      };

  private final Process process;
  private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
  private final CompletableFuture<Void> errorsEnd;

  private CommandProcess(Process process) {
    this.process = process;
    this.errorsEnd = CompletableFuture.runAsync(this::collectErrors, THREADS);
  }

  /** What a process left behind: its exit code, and its two outputs as text. */
  public record Result(int exitCode, String text, String errors) {}

  /** Runs the command to its end with an empty standard input. */
  public static Result run(String... arguments) throws Exception {
    return run(Map.of(), arguments);
  }

  /** Runs the command to its end with an empty standard input and this environment. */
  public static Result run(Map<String, String> environment, String... arguments) throws Exception {
    try (CommandProcess process = start(environment, arguments)) {
      process.input().close();
      return process.end();
    }
  }

  /** Starts the command. */
  public static CommandProcess start(String... arguments) throws IOException {
    return start(Map.of(), arguments);
  }

  /** Starts the command; {@code JVM_FLAGS} in the environment are for its JVM. */
  public static CommandProcess start(Map<String, String> environment, String... arguments)
      throws IOException {
    return start(List.of(), environment, arguments);
  }

  /** Starts the command with so many open files at the most; on a system with a POSIX shell. */
  public static CommandProcess startWithOpenFiles(int max, String... arguments) throws IOException {
    return start(limited("-n " + max), Map.of(), arguments);
  }

  /** Starts the command with files of so many blocks of 512 bytes at the most; likewise. */
  public static CommandProcess startWithFileBlocks(int max, String... arguments)
      throws IOException {
    // The JVM has a file of its own that would be too large.
    Map<String, String> environment = Map.of("JVM_FLAGS", "-XX:-UsePerfData");
    return start(limited("-f " + max), environment, arguments);
  }

  private static List<String> limited(String limit) {
    return List.of("sh", "-c", "ulimit " + limit + " && exec \"$@\"", "sh");
  }

  /**
   * What has a command hear the signals that are sent to it: a shell that runs tests in the
   * background has them ignored, and a JVM keeps to that. Nothing where {@code env} cannot do it.
   */
  private static List<String> signalsHeard() {
    List<String> wrapper = List.of("env", "--default-signal=INT,HUP");
    List<String> trial = new ArrayList<>(wrapper);
    trial.add("true");
    try {
      boolean works = new ProcessBuilder(trial).redirectErrorStream(true).start().waitFor() == 0;
      return works ? wrapper : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  private static CommandProcess start(
      List<String> wrapper, Map<String, String> environment, String... arguments)
      throws IOException {
    Map<String, String> rest = new HashMap<>(environment);
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(SIGNALS_HEARD);
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.add("-XX:TieredStopAtLevel=1");
    String flags = rest.remove("JVM_FLAGS");
    if (flags != null) {
      command.addAll(List.of(flags.split(" ", -1)));
    }
    command.addAll(List.of("-jar", System.getProperty("alpnmux.jar", "target/alpnmux.jar")));
    command.addAll(Arrays.asList(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("ALPNMUX_"));
    builder.environment().putAll(rest);
    return new CommandProcess(builder.start());
  }

  /** Its number. */
  public long pid() {
    return process.pid();
  }

  /** Its standard input. */
  public OutputStream input() {
    return process.getOutputStream();
  }

  /** Writes to its standard input on another thread, and ends it. */
  public CompletableFuture<Void> send(byte[] bytes) {
    return CompletableFuture.runAsync(() -> writeAndEnd(bytes), THREADS);
  }

  private void writeAndEnd(byte[] bytes) {
    try (OutputStream input = input()) {
      input.write(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its standard output. */
  public InputStream output() {
    return process.getInputStream();
  }

  /** Its standard output as lines. */
  public BufferedReader lines() {
    return process.inputReader(StandardCharsets.UTF_8);
  }

  /** Asks it to end, as SIGTERM does. */
  public void terminate() {
    // Process.destroy would close the streams, and lose what it prints at its end.
    process.toHandle().destroy();
  }

  /** Asks it to read its configuration again, as SIGHUP does. */
  public void hangUp() throws IOException, InterruptedException {
    kill("-HUP");
  }

  /** Asks it to end, as Ctrl-C does. */
  public void interrupt() throws IOException, InterruptedException {
    kill("-INT");
  }

  private void kill(String signal) throws IOException, InterruptedException {
    Process kill = new ProcessBuilder("kill", signal, String.valueOf(process.pid())).start();
    assertThat(kill.waitFor(END_MAX_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(kill.exitValue()).as("exit code of kill").isZero();
  }

  /** Waits for its end, and returns what it printed that was not read yet. */
  public Result end() throws Exception {
    CompletableFuture<byte[]> rest =
        CompletableFuture.supplyAsync(() -> readAll(output()), THREADS);
    assertThat(process.waitFor(END_MAX_SECONDS, TimeUnit.SECONDS)).as("it ends").isTrue();
    return new Result(
        process.exitValue(),
        new String(rest.get(END_MAX_SECONDS, TimeUnit.SECONDS), StandardCharsets.UTF_8),
        errors());
  }

  private String errors() throws Exception {
    errorsEnd.get(END_MAX_SECONDS, TimeUnit.SECONDS);
    return errors.toString(StandardCharsets.UTF_8);
  }

  private void collectErrors() {
    byte[] piece = new byte[1024];
    try (InputStream stream = process.getErrorStream()) {
      for (int length = stream.read(piece); length >= 0; length = stream.read(piece)) {
        synchronized (errors) {
          errors.write(piece, 0, length);
          errors.notifyAll();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until this stands in its standard error. */
  public void awaitError(String part) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(END_MAX_SECONDS);
    synchronized (errors) {
      while (!errors.toString(StandardCharsets.UTF_8).contains(part)) {
        long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
        assertThat(left).as("millis left to wait for " + part).isPositive();
        errors.wait(left);
      }
    }
  }

  private static byte[] readAll(InputStream stream) {
    try {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
