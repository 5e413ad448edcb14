package dev.alpnmux.cli.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.alpnmux.cli.testing.CommandProcess.Result;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code alpnmux forward} in a process of its own. */
public final class ForwardProcess implements AutoCloseable {
  private static final int READ_MAX_MILLIS = 30_000;

  private final CommandProcess process;
  private final BufferedReader lines;

  private ForwardProcess(CommandProcess process) {
    this.process = process;
    this.lines = process.lines();
  }

  /** Starts one that trusts this authority. */
  public static ForwardProcess start(String gateway, Path authority, String... arguments)
      throws IOException {
    return start(Map.of(), gateway, authority, arguments);
  }

  /** Does the same with this environment. */
  public static ForwardProcess start(
      Map<String, String> environment, String gateway, Path authority, String... arguments)
      throws IOException {
    List<String> all =
        new ArrayList<>(List.of("forward", "--gateway", gateway, "--trust", authority.toString()));
    all.addAll(List.of(arguments));
    return new ForwardProcess(CommandProcess.start(environment, all.toArray(String[]::new)));
  }

  /** The process itself. */
  public CommandProcess process() {
    return process;
  }

  /** Returns the next line that it prints. */
  public String line() throws IOException {
    return String.valueOf(lines.readLine());
  }

  /** Reads a line that ends with a port of this machine, and returns that. */
  public int port() throws IOException {
    String line = line();
    assertThat(line).matches("(forwarding \\S+|admin) 127\\.0\\.0\\.1:[0-9]+");
    return Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
  }

  /** Connects to a port of this machine; its reads are bounded. */
  public static Socket connect(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setSoTimeout(READ_MAX_MILLIS);
    return socket;
  }

  /** Asks it to end, and waits until it has; 143 is its answer to SIGTERM. */
  public Result terminate() throws Exception {
    process.terminate();
    Result end = process.end();
    assertThat(end.exitCode()).isEqualTo(143);
    return end;
  }

  @Override
  public void close() {
    process.close();
  }
}
